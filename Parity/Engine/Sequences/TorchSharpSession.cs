using Parity.Cases;
using Parity.Oracles;
using Parity.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Parity.Sequences;

/// <summary>A module of TorchSharp's that is kept alive over commands.</summary>
/// <remarks>
/// A conversion, which would turn the counter into floating point too and leave the gradients, is a new module with the
/// old one's parameters, buffers and gradients.
/// </remarks>
sealed class TorchSharpSession : IModuleSession
{
    readonly ModuleStart start;
    TorchSharpModule module;
    DType dtype;
    bool training = true;
    double eps;
    double? momentum;

    /// <summary>Makes the module.</summary>
    public TorchSharpSession(ModuleStart start)
    {
        (this.start, dtype, eps, momentum) = (start, start.DType, start.Eps, start.Momentum);
        using IDisposable temporary = NewDisposeScope();
        module = Made(0);
    }

    /// <inheritdoc/>
    public ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data)
    {
        // A module keeps its own tensors; all others end with the command, on the thread that made them.
        using IDisposable temporary = NewDisposeScope();
        var made = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        LibraryError? error = TorchSharpOracle.ErrorOf(() => Carry(command, data, made));
        foreach ((string name, DenseTensor? tensor) in State())
            if (tensor is not null)
                made[name] = tensor;
        return new ModuleSnapshot(made, training, eps, momentum, error);
    }

    /// <inheritdoc/>
    public void Dispose() => module.Dispose();

    void Carry(ModuleCommand command, IReadOnlyList<Trial> data, Dictionary<string, DenseTensor> made)
    {
        switch (command.Action)
        {
            case ModuleAction.Step or ModuleAction.Twice or ModuleAction.Infer:
                foreach (Trial trial in data)
                    Run(trial, command.Action != ModuleAction.Infer, made);
                break;
            case ModuleAction.Train or ModuleAction.Eval:
                training = command.Action == ModuleAction.Train;
                module.Train(training);
                break;
            case ModuleAction.Momentum:
                momentum = command.Number;
                module.SetMomentum(momentum);
                break;
            case ModuleAction.Eps:
                eps = command.Number!.Value;
                module.SetEps(eps);
                break;
            case ModuleAction.ResetStats:
                module.ResetRunningStats();
                break;
            case ModuleAction.ResetParameters:
                module.ResetParameters();
                break;
            case ModuleAction.ZeroGrad:
                module.ZeroGrad();
                break;
            case ModuleAction.Update:
                Update(module.Weight, command.Number!.Value);
                Update(module.Bias, command.Number.Value);
                break;
            case ModuleAction.Reload:
                TorchSharpModule old = module;
                training = true;
                module = Made(old.Counter);
                module.LoadStateDict(old.StateDict());
                old.Dispose();
                break;
            case ModuleAction.Float32 or ModuleAction.Float64:
                dtype = command.Action == ModuleAction.Float32 ? DType.Float32 : DType.Float64;
                Convert();
                break;
        }
    }

    void Run(Trial trial, bool backward, Dictionary<string, DenseTensor> made)
    {
        BatchNormCase c = trial.Case;
        Tensor leaf = TorchSharpOracle.Placed(trial.Inputs.Input, c, c.Layout).requires_grad_(backward);
        using IDisposable? noGrad = backward ? null : no_grad();
        Tensor output = module.Forward(leaf);
        made["output"] = TorchSharpOracle.ToDense(TorchSharpOracle.InCaseOrder(output.detach(), c))!;
        if (!backward)
            return;
        autograd.backward([output], [TorchSharpOracle.Placed(trial.Inputs.GradOutput, c, c.GradOutputLayout)]);
        made["grad_input"] = TorchSharpOracle.ToDense(TorchSharpOracle.InCaseOrder(leaf.grad, c))!;
    }

    void Convert()
    {
        TorchSharpModule old = module;
        module = Made(old.Counter);
        module.Train(training);
        Copy(old.Weight, module.Weight);
        Copy(old.Bias, module.Bias);
        Copy(old.RunningMean, module.RunningMean);
        Copy(old.RunningVar, module.RunningVar);
        module.Count(old.Counter);
        old.Dispose();
    }

    TorchSharpModule Made(long counter) => new(new BatchNormCase
    {
        Module = start.Module,
        Shape = start.Module == BatchNormModule.BatchNorm1d ? [2, start.Channels] : [2, start.Channels, 1, 1],
        DType = dtype,
        Eps = eps,
        Momentum = momentum,
        Affine = start.Affine,
        TrackRunningStats = start.TrackRunningStats,
        NumBatchesTracked = counter,
    });

    IEnumerable<(string Name, DenseTensor? Tensor)> State() =>
    [
        ("weight", TorchSharpOracle.ToDense(module.Weight)),
        ("bias", TorchSharpOracle.ToDense(module.Bias)),
        ("running_mean", TorchSharpOracle.ToDense(module.RunningMean)),
        ("running_var", TorchSharpOracle.ToDense(module.RunningVar)),
        ("num_batches_tracked", TorchSharpOracle.ToDense(module.NumBatchesTracked?.to(ScalarType.Int64))),
        ("grad_weight", Gradient(module.Weight)),
        ("grad_bias", Gradient(module.Bias)),
    ];

    static DenseTensor? Gradient(Tensor? parameter) =>
        parameter is null ? null : TorchSharpOracle.ToDense(parameter.grad);

    static void Copy(Tensor? from, Tensor? to)
    {
        if (from is null || to is null)
            return;
        using (no_grad())
            to.copy_(from);
        if (from.grad is { } accumulated)
            to.grad = accumulated.to(to.dtype);
    }

    static void Update(Tensor? parameter, double rate)
    {
        if (parameter is null || parameter.grad is not { } gradient)
            return;
        using IDisposable noGrad = no_grad();
        using Scalar step = rate.ToScalar();
        parameter.copy_(parameter - gradient * step);
    }
}

using Parity.Cases;
using Parity.Oracles;
using Parity.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Parity.Sequences;

/// <summary>A module of TorchSharp's that is kept alive over commands.</summary>
/// <remarks>
/// A conversion, which would turn the counter into floating point too and leave the gradients, is a new module with the
/// old one's parameters, buffers and gradients. A module keeps its own tensors; all others end with the command, on the
/// thread that made them.
/// </remarks>
sealed class TorchSharpSession : IModuleSession
{
    readonly ModuleSpec start;
    TorchSharpModule module;
    TorchSharpModule? waiting;
    DType dtype, waitingDType;
    Pending? pending, waitingPending;

    /// <summary>Makes the module.</summary>
    public TorchSharpSession(ModuleSpec start)
    {
        (this.start, dtype, waitingDType) = (start, start.DType, start.DType);
        using IDisposable temporary = NewDisposeScope();
        module = Made(start.Eps, start.Momentum, dtype);
    }

    /// <inheritdoc/>
    public ModuleSnapshot Apply(ModuleCommand command, IReadOnlyList<Trial> data)
    {
        using IDisposable temporary = NewDisposeScope();
        var made = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        return Snapshot(made, TorchSharpOracle.ErrorOf(() => Carry(command, data, made)));
    }

    /// <summary>Goes on with a new module that loads a state_dict.</summary>
    public ModuleSnapshot Load(IReadOnlyDictionary<string, DenseTensor> state)
    {
        using IDisposable temporary = NewDisposeScope();
        var tensors = state.ToDictionary(entry => entry.Key, entry => TorchSharpOracle.ToTorch(entry.Value));
        return Snapshot([], TorchSharpOracle.ErrorOf(() => Replace(fresh => fresh.LoadStateDict(tensors))));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pending?.Dispose();
        waitingPending?.Dispose();
        module.Dispose();
        waiting?.Dispose();
    }

    ModuleSnapshot Snapshot(Dictionary<string, DenseTensor> made, LibraryError? error)
    {
        foreach ((string name, DenseTensor? tensor) in State())
            if (tensor is not null)
                made[name] = tensor;
        return new ModuleSnapshot(made, module.Training, module.Eps, module.Momentum, error);
    }

    void Carry(ModuleCommand command, IReadOnlyList<Trial> data, Dictionary<string, DenseTensor> made)
    {
        switch (command.Action)
        {
            case ModuleAction.Step or ModuleAction.Twice or ModuleAction.Infer:
                Keep(null);
                foreach (Trial trial in data)
                {
                    Pending done = Run(trial, command.Action != ModuleAction.Infer, made);
                    if (command.Action != ModuleAction.Infer)
                        made["grad_input"] = done.Backward();
                }

                break;
            case ModuleAction.Forward:
                Keep(Run(data[0], true, made));
                break;
            case ModuleAction.Backward:
                Backward(made);
                break;
            case ModuleAction.WrongRank or ModuleAction.WrongChannels:
                _ = module.Forward(zeros([.. command.Refused(start).Select(length => (long)length)], TorchSharpOracle.TypeOf(dtype)));
                Keep(null);
                break;
            case ModuleAction.Switch:
                Switch();
                break;
            default:
                Set(command);
                break;
        }
    }

    void Set(ModuleCommand command)
    {
        switch (command.Action)
        {
            case ModuleAction.Train or ModuleAction.Eval:
                module.Train(command.Action == ModuleAction.Train);
                break;
            case ModuleAction.Momentum:
                module.Momentum = command.Number;
                break;
            case ModuleAction.Eps:
                module.Eps = command.Number!.Value;
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
                Replace(fresh => fresh.LoadStateDict(module.StateDict()));
                break;
            case ModuleAction.Float32 or ModuleAction.Float64:
                dtype = command.Action == ModuleAction.Float32 ? DType.Float32 : DType.Float64;
                Replace(Convert);
                break;
            case ModuleAction.Assign:
                Assign(command);
                break;
            case ModuleAction.Load:
                Load(command);
                break;
            case ModuleAction.Count:
                module.Count((long)command.Number!.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Action, null);
        }
    }

    Pending Run(Trial trial, bool backward, Dictionary<string, DenseTensor> made)
    {
        BatchNormCase c = trial.Case;
        Tensor leaf = TorchSharpOracle.Placed(trial.Inputs.Input, c, c.Layout).requires_grad_(backward);
        using IDisposable? noGrad = backward ? null : no_grad();
        Tensor output = module.Forward(leaf);
        made["output"] = TorchSharpOracle.ToDense(TorchSharpOracle.InCaseOrder(output.detach(), c))!;
        return new Pending(trial, leaf, output);
    }

    void Keep(Pending? next)
    {
        pending?.Dispose();
        next?.Outlive();
        pending = next;
    }

    void Backward(Dictionary<string, DenseTensor> made)
    {
        using Pending? last = pending;
        pending = null;
        if (last is not null)
            made["grad_input"] = last.Backward();
    }

    void Switch()
    {
        waiting ??= Made(start.Eps, start.Momentum, waitingDType);
        (module, waiting) = (waiting, module);
        (dtype, waitingDType) = (waitingDType, dtype);
        (pending, waitingPending) = (waitingPending, pending);
    }

    void Assign(ModuleCommand command)
    {
        using IDisposable noGrad = no_grad();
        IReadOnlyDictionary<string, double[]> given = command.Given(start.Channels);
        module.RunningMean?.copy_(tensor(given["running_mean"]));
        module.RunningVar?.copy_(tensor(given["running_var"]));
    }

    void Load(ModuleCommand command)
    {
        IReadOnlyDictionary<string, double[]> given = command.Given(start.Channels);
        var state = module.StateDict().ToDictionary(
            entry => entry.Key,
            entry => given.TryGetValue(entry.Key, out double[]? values) ? tensor(values).to(entry.Value.dtype) : tensor((long)command.Number!.Value));
        module.LoadStateDict(state);
    }

    void Replace(Action<TorchSharpModule> fill)
    {
        TorchSharpModule fresh = Made(module.Eps, module.Momentum, dtype);
        fill(fresh);
        Keep(null);
        module.Dispose();
        module = fresh;
    }

    void Convert(TorchSharpModule fresh)
    {
        fresh.Train(module.Training);
        Copy(module.Weight, fresh.Weight);
        Copy(module.Bias, fresh.Bias);
        Copy(module.RunningMean, fresh.RunningMean);
        Copy(module.RunningVar, fresh.RunningVar);
        fresh.Count(module.Counter);
    }

    TorchSharpModule Made(double eps, double? momentum, DType type) => new(new BatchNormCase
    {
        Module = start.Module,
        Shape = start.Module == BatchNormModule.BatchNorm1d ? [2, start.Channels] : [2, start.Channels, 1, 1],
        DType = type,
        Eps = eps,
        Momentum = momentum,
        Affine = start.Affine,
        NoWeight = start.NoWeight,
        NoBias = start.NoBias,
        TrackRunningStats = start.TrackRunningStats,
    });

    IEnumerable<(string Name, DenseTensor? Tensor)> State() =>
    [
        ("weight", TorchSharpOracle.ToDense(module.Weight)),
        ("bias", TorchSharpOracle.ToDense(module.Bias)),
        ("running_mean", TorchSharpOracle.ToDense(module.RunningMean)),
        ("running_var", TorchSharpOracle.ToDense(module.RunningVar)),
        ("num_batches_tracked", TorchSharpOracle.ToDense(module.NumBatchesTracked?.to(ScalarType.Int64))),
        ("grad_weight", TorchSharpOracle.ToDense(module.Weight?.grad)),
        ("grad_bias", TorchSharpOracle.ToDense(module.Bias?.grad)),
    ];

    static void Copy(Tensor? from, Tensor? to)
    {
        if (from is null || to is null)
            return;
        using IDisposable noGrad = no_grad();
        to.copy_(from);
        to.grad = from.grad?.to(to.dtype);
    }

    static void Update(Tensor? parameter, double rate)
    {
        if (parameter?.grad is not { } gradient)
            return;
        using IDisposable noGrad = no_grad();
        using Scalar step = rate.ToScalar();
        Tensor next = parameter - gradient * step;
        // torch counts writes, and our module compares: where nothing changes nothing is written.
        if (!TorchSharpOracle.ToDense(next)!.Bytes.SequenceEqual(TorchSharpOracle.ToDense(parameter)!.Bytes))
            parameter.copy_(next);
    }

    /// <summary>A forward pass that waits for its backward pass.</summary>
    sealed record Pending(Trial Trial, Tensor Leaf, Tensor Output) : IDisposable
    {
        public DenseTensor Backward()
        {
            BatchNormCase c = Trial.Case;
            autograd.backward([Output], [TorchSharpOracle.Placed(Trial.Inputs.GradOutput, c, c.GradOutputLayout)]);
            return TorchSharpOracle.ToDense(TorchSharpOracle.InCaseOrder(Leaf.grad, c))!;
        }

        /// <summary>Takes its tensors out of the scope of the command.</summary>
        public void Outlive()
        {
            Leaf.DetachFromDisposeScope();
            Output.DetachFromDisposeScope();
        }

        public void Dispose()
        {
            Output.Dispose();
            Leaf.Dispose();
        }
    }
}

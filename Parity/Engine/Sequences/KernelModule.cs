using System.Numerics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Our module in one element type, which callers need not know.</summary>
abstract class KernelModule
{
    public abstract DType DType { get; }

    public abstract bool Training { get; }

    public abstract double Eps { get; }

    /// <summary>Where the kernel wrote what it was not to write; null where it did not.</summary>
    public abstract string? Violation { get; }

    public abstract double? Momentum { get; }

    /// <summary>Forward, and backward where asked for; adds output and grad_input.</summary>
    public abstract void Run(Trial trial, bool backward, Dictionary<string, DenseTensor> made);

    /// <summary>A command that takes no data and keeps the element type.</summary>
    public abstract void Set(ModuleCommand command);

    /// <summary>A fresh module of the same type after it has loaded what this one saves.</summary>
    public abstract KernelModule Reloaded(KernelModule fresh);

    /// <summary>Adds parameters, buffers and gradients under torch's names.</summary>
    public abstract void AddState(Dictionary<string, DenseTensor> state);

    /// <summary>Takes parameters, buffers and gradients from a state, of whatever floating-point type.</summary>
    public abstract void Restore(IReadOnlyDictionary<string, DenseTensor> state);
}

/// <summary>Our module in one element type.</summary>
/// <param name="module">The module.</param>
/// <param name="kernel">Its kernel.</param>
/// <typeparam name="T">Element type.</typeparam>
sealed class KernelModule<T>(BatchNorm<T> module, WatchedKernel<T> kernel) : KernelModule
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override DType DType => DenseTensor.DTypeOf<T>();

    public override bool Training => module.Training;

    public override double Eps => module.Eps;

    public override double? Momentum => module.Momentum;

    public override string? Violation => (kernel.ForwardWroteTo, kernel.BackwardWroteTo) switch
    {
        ({ } what, _) => $"forward wrote to {what}",
        (_, { } what) => $"backward wrote to {what}",
        _ => null,
    };

    public override void Run(Trial trial, bool backward, Dictionary<string, DenseTensor> made)
    {
        BatchNormCase c = trial.Case;
        var input = new PlacedTensor<T>(c.InputPlacement, trial.Inputs.Input, c.IsTransposed);
        // NaN shows an element that a kernel leaves unwritten.
        var output = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        module.Forward(input.Input, output.Output);
        made["output"] = output.ToDense();
        if (!backward)
            return;
        var gradOutput = new PlacedTensor<T>(c.GradOutputPlacement, trial.Inputs.GradOutput, c.IsTransposed);
        var gradInput = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        module.Backward(gradOutput.Input, input.Input, gradInput.Output);
        made["grad_input"] = gradInput.ToDense();
    }

    public override void Set(ModuleCommand command)
    {
        switch (command.Action)
        {
            case ModuleAction.Train:
                module.Train();
                break;
            case ModuleAction.Eval:
                module.Eval();
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
                Update(module.Weight, module.GradWeight, command.Number!.Value);
                Update(module.Bias, module.GradBias, command.Number.Value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Action, null);
        }
    }

    public override KernelModule Reloaded(KernelModule fresh)
    {
        ((KernelModule<T>)fresh).Load(module.StateDict());
        return fresh;
    }

    public override void AddState(Dictionary<string, DenseTensor> state)
    {
        foreach ((string name, T[]? values) in Entries())
            if (values is not null)
                state[name] = DenseTensor.From<T>(values, values.Length);
        if (module.TrackRunningStats)
            state[StateDict<T>.Counter] = DenseTensor.Scalar(module.NumBatchesTracked);
    }

    public override void Restore(IReadOnlyDictionary<string, DenseTensor> state)
    {
        T[]? Of(string name) => state.GetValueOrDefault(name) is { } tensor ? Converted(tensor) : null;
        (module.Weight, module.Bias) = (Of("weight"), Of("bias"));
        (module.RunningMean, module.RunningVar) = (Of("running_mean"), Of("running_var"));
        (module.GradWeight, module.GradBias) = (Of("grad_weight"), Of("grad_bias"));
        if (state.GetValueOrDefault(StateDict<T>.Counter) is { } counter)
            module.NumBatchesTracked = counter.Values<long>()[0];
    }

    void Load(StateDict<T> state) => module.LoadStateDict(state);

    (string Name, T[]? Values)[] Entries() =>
    [
        ("weight", module.Weight), ("bias", module.Bias),
        ("running_mean", module.RunningMean), ("running_var", module.RunningVar),
        ("grad_weight", module.GradWeight), ("grad_bias", module.GradBias),
    ];

    static void Update(T[]? values, T[]? gradients, double rate)
    {
        for (int c = 0; c < values?.Length && gradients is not null; c++)
            values[c] -= T.CreateChecked(rate) * gradients[c];
    }

    static T[] Converted(DenseTensor tensor)
    {
        var values = new T[tensor.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateChecked(tensor[i]);
        return values;
    }
}

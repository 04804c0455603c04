using System.Numerics;
using System.Numerics.Tensors;
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

    /// <summary>Forward, which then waits for its backward pass; adds output.</summary>
    public abstract void Forward(Trial trial, Dictionary<string, DenseTensor> made);

    /// <summary>Backward of the forward pass that waits for it, if one does; adds grad_input.</summary>
    public abstract void Backward(Dictionary<string, DenseTensor> made);

    /// <summary>No forward pass waits any longer.</summary>
    public abstract void Forget();

    /// <summary>Forward with a batch of zeros in a shape that the module should refuse.</summary>
    public abstract void Refuse(nint[] lengths);

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
    (Trial Trial, PlacedTensor<T> Input)? pending;

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

    public override void Forward(Trial trial, Dictionary<string, DenseTensor> made)
    {
        Forget();
        BatchNormCase c = trial.Case;
        var input = new PlacedTensor<T>(c.InputPlacement, trial.Inputs.Input, c.IsTransposed);
        // NaN shows an element that a kernel leaves unwritten.
        var output = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        module.Forward(input.Input, output.Output);
        made["output"] = output.ToDense();
        pending = (trial, input);
    }

    public override void Backward(Dictionary<string, DenseTensor> made)
    {
        if (pending is not ({ } trial, { } input))
            return;
        Forget();
        BatchNormCase c = trial.Case;
        var gradOutput = new PlacedTensor<T>(c.GradOutputPlacement, trial.Inputs.GradOutput, c.IsTransposed);
        var gradInput = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        module.Backward(gradOutput.Input, input.Input, gradInput.Output);
        made["grad_input"] = gradInput.ToDense();
    }

    public override void Forget() => pending = null;

    public override void Refuse(nint[] lengths)
    {
        _ = module.Forward(new ReadOnlyTensorSpan<T>(new T[lengths.Aggregate((nint)1, (product, length) => product * length)], lengths));
        Forget();
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
            case ModuleAction.Assign:
                Put(command, "running_mean", module.RunningMean);
                Put(command, "running_var", module.RunningVar);
                break;
            case ModuleAction.Load:
                module.LoadStateDict(new StateDict<T>(
                    from entry in Entries().Take(4) where entry.Values is not null select (entry.Name, Given(command, entry.Name)),
                    module.TrackRunningStats ? (long)command.Number!.Value : null));
                break;
            case ModuleAction.Count:
                module.NumBatchesTracked = module.TrackRunningStats ? (long)command.Number!.Value : 0;
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
        // Into the arrays that there are: whoever remembers what lies at an address is to be seen.
        T[]? Of(string name, T[]? own)
        {
            if (state.GetValueOrDefault(name) is not { } tensor)
                return null;
            T[] values = Converted(tensor);
            if (own?.Length != values.Length)
                return values;
            values.CopyTo(own, 0);
            return own;
        }

        (module.Weight, module.Bias) = (Of("weight", module.Weight), Of("bias", module.Bias));
        (module.RunningMean, module.RunningVar) = (Of("running_mean", module.RunningMean), Of("running_var", module.RunningVar));
        (module.GradWeight, module.GradBias) = (Of("grad_weight", module.GradWeight), Of("grad_bias", module.GradBias));
        if (state.GetValueOrDefault(StateDict<T>.Counter) is { } counter)
            module.NumBatchesTracked = counter.Values<long>()[0];
    }

    T[] Given(ModuleCommand command, string name) => [.. command.Given(module.NumFeatures)[name].Select(T.CreateChecked)];

    void Put(ModuleCommand command, string name, T[]? values) => Given(command, name).AsSpan(0, values?.Length ?? 0).CopyTo(values);

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

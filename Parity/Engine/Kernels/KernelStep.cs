using System.Numerics;
using Parity.Cases;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>Module and memory of a case, through which steps go: forward, backward, every quantity read back.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class KernelStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly BatchNormCase c;
    readonly WatchedKernel<T> watched;
    readonly CaseModule<T> module;
    readonly PlacedTensor<T> input, gradOutput, output, gradInput;

    KernelStep(ModuleFactory modules, WatchedKernel<T> watched, BatchNormCase c, TrialTensors<T> tensors)
    {
        (this.c, this.watched) = (c, watched);
        module = new(modules, c, watched);
        (input, gradOutput, output, gradInput) = (tensors.Input, tensors.GradOutput, tensors.Output, tensors.GradInput);
    }

    /// <summary>Runs a trial, after an earlier step through the same module, kernel and memory where the case wants one.</summary>
    /// <returns>Every quantity that the case has, or the error that the module raised.</returns>
    /// <exception cref="KernelException">The kernel threw.</exception>
    public static BatchNormResult Run(ModuleFactory modules, WatchedKernel<T> watched, Trial trial, TrialTensors<T> tensors)
    {
        var step = new KernelStep<T>(modules, watched, trial.Case, tensors);
        if (trial.Case.Used)
        {
            tensors.Hold(tensors.Earlier);
            if (step.Once(tensors.Earlier) is { Error: not null } refused)
                return refused;
            step.module.Module.ZeroGrad();
            tensors.Hold(trial.Inputs);
        }

        return step.Once(trial.Inputs);
    }

    BatchNormResult Once(BatchNormInputs inputs)
    {
        module.Load(inputs);
        bool forwardWroteToInput;
        try
        {
            module.Module.Forward(input.Input, output.Output);
            forwardWroteToInput = input.IsDisturbed;
            if (c.Requires != GradientRequest.None)
                module.Module.Backward(gradOutput.Input, input.Input, c.Requires.HasFlag(GradientRequest.Input) ? gradInput.Output : default);
        }
        catch (ArgumentException error)
        {
            // The module's own checks are torch's errors; what a kernel throws has another type here.
            return new BatchNormResult(new LibraryError(error.GetType().FullName!, error.Message));
        }

        BatchNormResult result = module.Read(output.ToDense(), c.Requires.HasFlag(GradientRequest.Input) ? gradInput.ToDense() : null);
        Watch(result, Quantity.Output, forwardWroteToInput, "forward wrote to its input");
        Watch(result, Quantity.Output, output.IsDisturbed, "forward wrote outside the elements of its output");
        if (watched.ForwardWroteTo is { } byForward)
            Watch(result, Quantity.Output, violated: true, $"forward wrote to {byForward}");
        if (watched.BackwardWroteTo is { } byBackward)
            Watch(result, Quantity.GradInput, violated: true, $"backward wrote to {byBackward}");
        Watch(result, Quantity.GradInput, !forwardWroteToInput && input.IsDisturbed, "backward wrote to the input");
        Watch(result, Quantity.GradInput, gradOutput.IsDisturbed, "backward wrote to grad_output");
        Watch(result, Quantity.GradInput, gradInput.IsDisturbed, "backward wrote outside the elements of grad_input");
        return result;
    }

    static void Watch(BatchNormResult result, Quantity computing, bool violated, string what)
    {
        if (violated)
            result.Violations.TryAdd(computing, what);
    }
}

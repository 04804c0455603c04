using System.Numerics;
using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>One step of our module over a kernel: forward and backward of a trial, every quantity read back.</summary>
static class KernelRun
{
    /// <summary>Runs a trial.</summary>
    /// <returns>Every quantity that the case has, the error that the module raised, or how the kernel failed.</returns>
    /// <exception cref="NotSupportedException">The kernel does not cover the trial's element type.</exception>
    public static BatchNormResult Run(KernelEntry kernel, Trial trial, int threads = 1) => trial.Case.DType switch
    {
        DType.Float32 => Run(kernel, kernel.Float32, trial, threads),
        DType.Float64 => Run(kernel, kernel.Float64, trial, threads),
        DType.BFloat16 or DType.Float16 => RunHalf(kernel, trial, threads),
        _ => throw Unsupported(kernel, trial),
    };

    /// <summary>Whether the kernel covers an element type.</summary>
    public static bool Covers(KernelEntry kernel, DType dtype) => dtype switch
    {
        DType.Float32 or DType.BFloat16 or DType.Float16 => kernel.Float32 is not null,
        DType.Float64 => kernel.Float64 is not null,
        _ => false,
    };

    // Widened exactly, computed in float, rounded once to the type that each quantity has, as torch does on a processor.
    static BatchNormResult RunHalf(KernelEntry kernel, Trial trial, int threads)
    {
        BatchNormResult wide = Run(kernel, trial.As(DType.Float32), threads);
        if (wide.Error is not null || wide.Failure is not null)
            return wide;
        foreach (Quantity quantity in QuantityNames.All)
            if (QuantityForm.Of(trial.Case, quantity) is { } form)
                wide[quantity] = wide[quantity]?.As(form.DType);
        return wide;
    }

    static BatchNormResult Run<T>(KernelEntry kernel, Func<int, IBatchNormKernel<T>>? make, Trial trial, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (make is null)
            throw Unsupported(kernel, trial);
        try
        {
            return Run(kernel.Modules, WatchedKernel<T>.Made(make, threads), trial);
        }
        catch (KernelException failed)
        {
            return new BatchNormResult(failed.Failure);
        }
        catch (Exception thrown)
        {
            // A module of the kernel's own is under test with it.
            return new BatchNormResult(KernelFailure.Of(thrown));
        }
    }

    static NotSupportedException Unsupported(KernelEntry kernel, Trial trial) =>
        new($"kernel {kernel.Name} does not cover {trial.Case.DType.TorchName()}");

    static BatchNormResult Run<T>(ModuleFactory modules, WatchedKernel<T> watched, Trial trial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (BatchNormCase c, BatchNormInputs inputs) = (trial.Case, trial.Inputs);
        BatchNorm<T> module = OwnModule.Of(modules, c.Spec, watched);
        module.WeightRequiresGrad = c.Requires.HasFlag(GradientRequest.Weight);
        module.BiasRequiresGrad = c.Requires.HasFlag(GradientRequest.Bias);
        Load(inputs.Weight, module.Weight);
        Load(inputs.Bias, module.Bias);
        Load(inputs.RunningMean, module.RunningMean);
        Load(inputs.RunningVar, module.RunningVar);
        module.NumBatchesTracked = c.NumBatchesTracked;
        module.Train(c.Training);

        var input = new PlacedTensor<T>(c.InputPlacement, inputs.Input, c.IsTransposed);
        var gradOutput = new PlacedTensor<T>(c.GradOutputPlacement, inputs.GradOutput, c.IsTransposed);
        // NaN shows an element that a kernel leaves unwritten.
        var output = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        var gradInput = new PlacedTensor<T>(c.ResultPlacement, c.IsTransposed);
        bool forwardWroteToInput;
        try
        {
            module.Forward(input.Input, output.Output);
            forwardWroteToInput = input.IsDisturbed;
            if (c.Requires != GradientRequest.None)
                module.Backward(gradOutput.Input, input.Input, c.Requires.HasFlag(GradientRequest.Input) ? gradInput.Output : default);
        }
        catch (ArgumentException error)
        {
            // The module's own checks are torch's errors; what a kernel throws has another type here.
            return new BatchNormResult(new LibraryError(error.GetType().FullName!, error.Message));
        }

        bool batch = c.UsesBatchStatistics;
        var result = new BatchNormResult
        {
            [Quantity.Output] = output.ToDense(),
            [Quantity.BatchMean] = batch ? Rounded<T>(module.SavedMean) : null,
            [Quantity.BatchVar] = batch ? Rounded<T>(module.SavedVariance) : null,
            [Quantity.RunningMean] = PerChannel(module.RunningMean),
            [Quantity.RunningVar] = PerChannel(module.RunningVar),
            [Quantity.NumBatchesTracked] = c.TrackRunningStats ? DenseTensor.Scalar(module.NumBatchesTracked) : null,
            [Quantity.GradInput] = c.Requires.HasFlag(GradientRequest.Input) ? gradInput.ToDense() : null,
            [Quantity.GradWeight] = PerChannel(module.GradWeight),
            [Quantity.GradBias] = PerChannel(module.GradBias),
        };
        Watch(result, Quantity.Output, forwardWroteToInput, "forward wrote to its input");
        Watch(result, Quantity.Output, output.IsDisturbed, "forward wrote outside the elements of its output");
        Watch(result, Quantity.Output, watched.ForwardWroteTo is not null, $"forward wrote to {watched.ForwardWroteTo}");
        Watch(result, Quantity.GradInput, watched.BackwardWroteTo is not null, $"backward wrote to {watched.BackwardWroteTo}");
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

    static void Load<T>(DenseTensor? values, T[]? destination)
        where T : unmanaged =>
        values?.Values<T>().CopyTo(destination);

    static DenseTensor? PerChannel<T>(T[]? values)
        where T : unmanaged =>
        values is null ? null : DenseTensor.From<T>(values, values.Length);

    static DenseTensor Rounded<T>(ReadOnlySpan<double> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tensor = new DenseTensor(DenseTensor.DTypeOf<T>(), [values.Length]);
        Span<T> rounded = tensor.Values<T>();
        for (int c = 0; c < rounded.Length; c++)
            rounded[c] = T.CreateChecked(values[c]);
        return tensor;
    }
}

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
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="trial">What it is asked.</param>
    /// <param name="threads">Threads that it may use at least; the case may give it more.</param>
    /// <returns>Every quantity that the case has, the error that the module raised, or how the kernel failed.</returns>
    /// <exception cref="NotSupportedException">The kernel does not cover the trial's element type.</exception>
    public static BatchNormResult Run(KernelEntry kernel, Trial trial, int threads = 1)
    {
        using var memory = new TrialMemory(trial);
        return Run(kernel, memory, threads);
    }

    /// <summary>Runs a trial in memory that other kernels are given too, one after the other.</summary>
    /// <inheritdoc cref="Run(KernelEntry, Trial, int)"/>
    public static BatchNormResult Run(KernelEntry kernel, TrialMemory memory, int threads = 1) => memory.Trial.Case.DType switch
    {
        DType.Float32 => Run(kernel, Called(kernel, memory.Trial).Float32, memory, threads),
        DType.Float64 => Run(kernel, Called(kernel, memory.Trial).Float64, memory, threads),
        DType.BFloat16 or DType.Float16 => RunHalf(kernel, memory, threads),
        _ => throw Unsupported(kernel, memory.Trial),
    };

    /// <summary>Whether the kernel covers an element type.</summary>
    public static bool Covers(KernelEntry kernel, DType dtype) => dtype switch
    {
        DType.Float32 or DType.BFloat16 or DType.Float16 => kernel.Float32 is not null,
        DType.Float64 => kernel.Float64 is not null,
        _ => false,
    };

    // Widened exactly, computed in float, rounded once to the type that each quantity has, as torch does on a processor.
    static BatchNormResult RunHalf(KernelEntry kernel, TrialMemory memory, int threads)
    {
        BatchNormResult wide = Run(kernel, Called(kernel, memory.Trial).Float32, memory, threads);
        if (wide.Error is not null || wide.Failure is not null)
            return wide;
        foreach (Quantity quantity in QuantityNames.All)
            if (QuantityForm.Of(memory.Trial.Case, quantity) is { } form)
                wide[quantity] = wide[quantity]?.As(form.DType);
        return wide;
    }

    static BatchNormResult Run<T>(KernelEntry kernel, Func<int, IBatchNormKernel<T>>? make, TrialMemory memory, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Trial trial = memory.Computed;
        if (make is null)
            throw Unsupported(kernel, trial);
        try
        {
            WatchedKernel<T> watched = WatchedKernel<T>.Made(make, Math.Max(threads, trial.Case.Threads));
            TrialTensors<T> tensors = memory.Take<T>();
            BatchNormResult result = KernelStep<T>.Run(kernel.Modules, watched, trial, tensors);
            memory.GiveBack(tensors, asItWas: result is { Error: null, Violations.Count: 0 });
            return result;
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

    static KernelEntry Called(KernelEntry kernel, Trial trial) => (trial.Case.AsLarge ? kernel.AsLarge : null) ?? kernel;

    static NotSupportedException Unsupported(KernelEntry kernel, Trial trial) =>
        new($"kernel {kernel.Name} does not cover {trial.Case.DType.TorchName()}");
}

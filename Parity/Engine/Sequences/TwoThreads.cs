using System.Numerics;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>Two modules over one kernel on two threads at once: each is to have the bits that it has alone.</summary>
/// <remarks>No oracle is asked: a kernel that agrees with it alone disagrees with itself here.</remarks>
static class TwoThreads
{
    // A kernel's call takes microseconds; so many of them meet, whenever the threads begin.
    const int Rounds = 25;

    /// <summary>What differs, or null. Of the sequence's first two batches in its first element type each module takes one.</summary>
    /// <param name="kernel">The kernel under test.</param>
    /// <param name="sequence">Where module and data are from.</param>
    /// <param name="threads">Largest number of threads that the kernel may use for one module.</param>
    /// <exception cref="KernelException">The kernel threw.</exception>
    public static string? Difference(KernelEntry kernel, ModuleSequence sequence, int threads)
    {
        BatchNormCase[] batches = [.. sequence.Commands.Select(command => command.Batch).OfType<BatchNormCase>().Where(batch => !batch.IsEmpty).Take(2)];
        if (batches.Length == 0)
            return null;
        Trial[] trials = [.. batches.Append(batches[0]).Take(2).Select(batch => CaseData.Generate(batch with { DType = sequence.Start.DType }))];
        return sequence.Start.DType == DType.Float32
            ? Difference(kernel, kernel.Float32, sequence.Start, trials, threads)
            : Difference(kernel, kernel.Float64, sequence.Start, trials, threads);
    }

    static string? Difference<T>(
        KernelEntry kernel, Func<int, IBatchNormKernel<T>>? make, ModuleSpec start, Trial[] trials, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Its watch is shared too, and only ever says more than one kernel's would.
        WatchedKernel<T> shared = WatchedKernel<T>.Made(make!, threads);
        KernelModule<T> Module() => new(OwnModule.Of(kernel.Modules, start, shared), shared);
        Dictionary<string, DenseTensor>[] alone = [.. trials.Select(trial => Lived(Module(), trial))];
        using var together = new Barrier(trials.Length);
        string?[] found = new string?[trials.Length];
        Exception? thrown = null;
        Thread[] running = [.. trials.Select((trial, i) => new Thread(() =>
        {
            // Modules of their own over one kernel, which may be called from several threads at once.
            KernelModule<T> module = Module();
            together.SignalAndWait();
            try
            {
                found[i] = Enumerable.Range(1, Rounds).Select(_ => Said(alone[i], Lived(module, trial))).FirstOrDefault(said => said is not null);
            }
            catch (Exception e)
            {
                thrown = e;
            }
        }))];
        foreach (Thread thread in running)
            thread.Start();
        foreach (Thread thread in running)
            thread.Join();
        return thrown is not null ? throw thrown as KernelException ?? new KernelException(thrown) : found.FirstOrDefault(said => said is not null);
    }

    // A fresh life each time: forward and backward from what the module began with.
    static Dictionary<string, DenseTensor> Lived<T>(KernelModule<T> module, Trial trial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var made = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        module.Set(new ModuleCommand(ModuleAction.ZeroGrad));
        module.Set(new ModuleCommand(ModuleAction.ResetStats));
        module.Forward(trial, made);
        module.Backward(made);
        module.AddState(made);
        return made;
    }

    static string? Said(Dictionary<string, DenseTensor> alone, Dictionary<string, DenseTensor> beside) =>
        (from name in SnapshotComparison.Names
         let difference = TensorBits.Difference(name, alone.GetValueOrDefault(name), beside.GetValueOrDefault(name))
         where difference is not null
         select $"two modules on two threads: alone {difference.Value.One}, beside another {difference.Value.Other}").FirstOrDefault();
}

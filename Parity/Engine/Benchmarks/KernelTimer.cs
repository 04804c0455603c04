using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Reports;
using Parity.Tensors;

namespace Parity.Benchmarks;

/// <summary>A trial's tensors in memory of their own, which kernels are timed on again and again.</summary>
/// <typeparam name="T">Element type.</typeparam>
sealed class KernelTimer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A thread that copies less than this costs more than it saves.
    const int BytesPerCopyingThread = 256 << 10;

    readonly double eps;
    readonly PlacedTensor<T> input, gradOutput, output, gradInput;
    readonly T[] weight, bias, gradWeight, gradBias;
    readonly double[] batchMean, batchVariance, runningMean, runningVariance;

    /// <summary>Lays a trial out.</summary>
    public KernelTimer(Trial trial)
    {
        (BatchNormCase c, BatchNormInputs inputs) = (trial.Case, trial.Inputs);
        eps = c.Eps;
        input = new(c.InputPlacement, inputs.Input, timed: true);
        gradOutput = new(c.InputPlacement, inputs.GradOutput, timed: true);
        (output, gradInput) = (new(c.InputPlacement, timed: true), new(c.InputPlacement, timed: true));
        (weight, bias) = ([.. inputs.Weight!.Values<T>()], [.. inputs.Bias!.Values<T>()]);
        (gradWeight, gradBias) = (new T[c.Channels], new T[c.Channels]);
        (batchMean, batchVariance) = (new double[c.Channels], new double[c.Channels]);
        (runningMean, runningVariance) = (Widened(inputs.RunningMean!), Widened(inputs.RunningVar!));
    }

    /// <summary>A kernel's answer, with the statistics that its backward needs left in place.</summary>
    public BatchNormResult Answer(IBatchNormKernel<T> kernel, BenchMode mode)
    {
        output.Forget();
        gradInput.Forget();
        gradWeight.AsSpan().Fill(T.NaN);
        gradBias.AsSpan().Fill(T.NaN);
        if (mode != BenchMode.Backward)
        {
            Call(kernel, mode);
            return new BatchNormResult { [Quantity.Output] = output.ToDense() };
        }

        Call(kernel, BenchMode.Train);
        Call(kernel, BenchMode.Backward);
        return new BatchNormResult
        {
            [Quantity.GradInput] = gradInput.ToDense(),
            [Quantity.GradWeight] = DenseTensor.From<T>(gradWeight, gradWeight.Length),
            [Quantity.GradBias] = DenseTensor.From<T>(gradBias, gradBias.Length),
        };
    }

    /// <summary>Nanoseconds of each of so many calls.</summary>
    public double[] Time(IBatchNormKernel<T> kernel, BenchMode mode, int calls)
    {
        var times = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            long begun = Nanoseconds.Now;
            Call(kernel, mode);
            times[i] = Nanoseconds.Since(begun);
        }

        return times;
    }

    /// <summary>Nanoseconds of each of so many plain copies of the input.</summary>
    public double[] TimeCopy(int threads, int calls)
    {
        var times = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            long begun = Nanoseconds.Now;
            Copy(threads);
            times[i] = Nanoseconds.Since(begun);
        }

        return times;
    }

    void Call(IBatchNormKernel<T> kernel, BenchMode mode)
    {
        switch (mode)
        {
            case BenchMode.Train:
                kernel.ForwardTraining(input.Input, new(weight, bias), eps, output.Output, new(batchMean, batchVariance));
                break;
            case BenchMode.Eval:
                kernel.ForwardEval(input.Input, new(weight, bias), new(runningMean, runningVariance), eps, output.Output);
                break;
            default:
                var pass = new ForwardPass<T>
                {
                    GradOutput = gradOutput.Input,
                    Input = input.Input,
                    Weight = weight,
                    Statistics = new(batchMean, batchVariance),
                };
                kernel.Backward(pass, eps, true, new() { GradInput = gradInput.Output, GradWeight = gradWeight, GradBias = gradBias });
                break;
        }
    }

    void Copy(int threads)
    {
        int length = input.Memory.Length;
        long bytes = MemoryMarshal.AsBytes(input.Memory).Length;
        int parts = (int)Math.Clamp(bytes / BytesPerCopyingThread, 1, threads);
        if (parts == 1)
            input.Memory.CopyTo(output.Memory);
        else
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
            {
                int begin = (int)((long)length * part / parts), end = (int)((long)length * (part + 1) / parts);
                input.Memory[begin..end].CopyTo(output.Memory[begin..]);
            });
    }

    static double[] Widened(DenseTensor values) => [.. Enumerable.Range(0, values.Count).Select(i => values[i])];
}

/// <summary>The clock of a bench; a <see cref="TimeSpan"/> would round to 100 ns.</summary>
static class Nanoseconds
{
    /// <summary>A moment.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Nanoseconds from a moment to now.</summary>
    public static double Since(long moment) => (Stopwatch.GetTimestamp() - moment) * (1e9 / Stopwatch.Frequency);
}

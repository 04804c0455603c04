using System.Diagnostics;
using System.Numerics.Tensors;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Runs alone: it counts what all threads allocate.</summary>
[CollectionDefinition(nameof(SimdAllocationTests), DisableParallelization = true)]
[Collection(nameof(SimdAllocationTests))]
public sealed class SimdAllocationTests
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void A_call_allocates_nothing_on_any_thread_once_warm(int threads)
    {
        foreach (int[] shape in new int[][] { [16, 32, 12, 12], [600, 256] })
        {
            var kernel = new SimdKernel<float>(threads, 0);
            int count = shape.Aggregate(1, (a, b) => a * b);
            float[] x = new float[count], y = new float[count], dw = new float[shape[1]];
            double[] mean = new double[shape[1]], variance = new double[shape[1]];
            nint[] lengths = [.. shape.Select(l => (nint)l)];
            void Call()
            {
                var statistics = new ChannelStatistics(mean, variance);
                var input = new ReadOnlyTensorSpan<float>(x, lengths);
                var output = new TensorSpan<float>(y, lengths);
                kernel.ForwardTraining(input, default, 1e-5, output, statistics);
                kernel.ForwardEval(input, default, statistics, 1e-5, output);
                kernel.Backward(
                    new() { GradOutput = input, Input = input, Weight = default, Statistics = statistics },
                    1e-5,
                    true,
                    new() { GradInput = output, GradWeight = dw });
            }

            // The test runner's own threads may allocate meanwhile, and a collection may empty the pool that scratch
            // comes from: a few clean calls are the proof, however long they are in coming.
            int clean = 0;
            for (var waited = Stopwatch.StartNew(); clean < 3 && waited.Elapsed < patience;)
            {
                long here = GC.GetAllocatedBytesForCurrentThread(), everywhere = GC.GetTotalAllocatedBytes(true);
                Call();
                if (GC.GetTotalAllocatedBytes(true) == everywhere && GC.GetAllocatedBytesForCurrentThread() == here)
                    clean++;
            }

            Assert.Equal(3, clean);
        }
    }

    // What is handed to the pool is counted there; other work of the process's is waited out.
    [Theory]
    [InlineData(48 * 36, true), InlineData(48 * 36 + 1, false)]
    public void A_tensor_is_shared_among_threads_from_so_many_elements_on(long elementsForThreads, bool isShared)
    {
        var kernel = new SimdKernel<float>(2, elementsForThreads);
        float[] x = new float[48 * 36];
        double[] mean = new double[48], variance = new double[48];
        bool asExpected = false;
        for (var waited = Stopwatch.StartNew(); !asExpected && waited.Elapsed < patience;)
        {
            long before = ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;
            for (int call = 0; call < 50; call++)
                kernel.ForwardTraining(
                    new ReadOnlyTensorSpan<float>(x, [1, 48, 6, 6]), default, 1e-5, new TensorSpan<float>(x, [1, 48, 6, 6]), new(mean, variance));
            long handed = ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount - before;

            // One that is at work is counted nowhere.
            asExpected = isShared ? handed >= 49 : handed == 0;
        }

        Assert.True(asExpected);
    }
}

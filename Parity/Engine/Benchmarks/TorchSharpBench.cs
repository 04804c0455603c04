using Parity.Cases;
using Parity.Oracles;
using Parity.Reports;
using static TorchSharp.torch;

namespace Parity.Benchmarks;

/// <summary>A batch in libtorch's memory, timed through TorchSharp.</summary>
/// <remarks>
/// TorchSharp has no call for backward alone, so autograd is asked for the gradients of a graph that is kept. Older
/// versions take no missing running statistics in training: they get some, and momentum 0.
/// </remarks>
sealed class TorchSharpBench : IBenchSession
{
    readonly BatchNormCase made;
    readonly Tensor input, gradOutput, weight, bias, runningMean, runningVar;

    /// <summary>Copies the batch.</summary>
    public TorchSharpBench(Trial trial)
    {
        made = trial.Case;
        BatchNormInputs inputs = trial.Inputs;
        using IDisposable scope = NewDisposeScope();
        input = TorchSharpOracle.Placed(inputs.Input, made, made.Layout).MoveToOuterDisposeScope();
        gradOutput = TorchSharpOracle.Placed(inputs.GradOutput, made, made.Layout).MoveToOuterDisposeScope();
        weight = TorchSharpOracle.ToTorch(inputs.Weight!).MoveToOuterDisposeScope();
        bias = TorchSharpOracle.ToTorch(inputs.Bias!).MoveToOuterDisposeScope();
        runningMean = TorchSharpOracle.ToTorch(inputs.RunningMean!).MoveToOuterDisposeScope();
        runningVar = TorchSharpOracle.ToTorch(inputs.RunningVar!).MoveToOuterDisposeScope();
    }

    Tensor[] Leaves => [input, weight, bias];

    /// <inheritdoc/>
    public BatchNormResult Answer(BenchMode mode, int threads) => OnThreads(threads, () => Prepared(mode, call =>
    {
        IReadOnlyList<Tensor> tensors = call();
        var result = new BatchNormResult();
        foreach ((Quantity quantity, Tensor tensor) in mode.Makes().Zip(tensors))
            result[quantity] = TorchSharpOracle.ToDense(tensor.detach());
        return result;
    }));

    /// <inheritdoc/>
    public IReadOnlyList<double> Time(BenchMode mode, int threads, int calls) => OnThreads(threads, () => Prepared(mode, call =>
    {
        var times = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            // Frees the result after the clock has stopped.
            using IDisposable scope = NewDisposeScope();
            long begun = Nanoseconds.Now;
            call();
            times[i] = Nanoseconds.Since(begun);
        }

        return times;
    }));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in new[] { input, gradOutput, weight, bias, runningMean, runningVar })
            tensor.Dispose();
    }

    T Prepared<T>(BenchMode mode, Func<Func<IReadOnlyList<Tensor>>, T> use)
    {
        using IDisposable scope = NewDisposeScope();
        foreach (Tensor leaf in Leaves)
            leaf.requires_grad_(mode == BenchMode.Backward);
        if (mode != BenchMode.Backward)
        {
            using IDisposable noGrad = no_grad();
            return use(() => [Forward(mode == BenchMode.Train)]);
        }

        Tensor output = Forward(true);
        return use(() => [.. autograd.grad([output], Leaves, [gradOutput], retain_graph: true)]);
    }

    Tensor Forward(bool training) =>
        nn.functional.batch_norm(input, runningMean, runningVar, weight, bias, training, momentum: 0, eps: made.Eps);

    // The number is the process's own, and others compare bits with it.
    static T OnThreads<T>(int threads, Func<T> run)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return run();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}

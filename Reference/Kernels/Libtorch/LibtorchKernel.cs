using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Reference.Kernels;

/// <summary>
/// libtorch 2.10's own arithmetic on an x64 processor: the bits of TorchSharp 0.107, for who replaces it and may not change one.
/// </summary>
/// <remarks>
/// Bits follow the memory order, as libtorch's do: its ways through planes, rows of channels and any other strides add in other orders.
/// Plain loops over copies; the plain version of libtorch, not a fast one. Two things no caller can tell it: the stride of a dimension
/// of length 1, which a tensor span does not keep and which is taken for that of row-major order, and the root that eval over other strides
/// takes of all variances together, a vendor's in libtorch and rounded correctly here.
/// The mean and variance that it hands out are those that it normalises with, and not <c>torch.mean</c>'s and <c>torch.var</c>'s.
/// Running statistics are blended by libtorch's rules where a <see cref="LibtorchModules"/> makes the module.
/// </remarks>
/// <typeparam name="T">Element type: float or double.</typeparam>
/// <param name="conditions">On what libtorch's bits depend beside the numbers; null for one thread with AVX2.</param>
public sealed class LibtorchKernel<T>(LibtorchConditions? conditions = null) : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly LibtorchConditions conditions = conditions ?? LibtorchConditions.Default;

    /// <inheritdoc/>
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, double eps, in TensorSpan<T> output, in ChannelStatistics batch)
    {
        if (input.FlattenedLength == 0)
        {
            batch.Mean.Fill(double.NaN);
            batch.Variance.Fill(double.NaN);
            return;
        }

        Batch<T> x = Read(input);
        Normalised<T> done = Path(x.Order.Way, x.Order.Lengths).Train(x, Parameters(parameters, x.Logical.Channels), new(eps, 0));
        Write(done.Output, output);
        for (int c = 0; c < done.Mean.Length; c++)
            (batch.Mean[c], batch.Variance[c]) = (double.CreateChecked(done.Mean[c]), done.Variance[c]);
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input, in AffineParameters<T> parameters, in ChannelStatistics running, double eps, in TensorSpan<T> output)
    {
        if (input.FlattenedLength == 0)
            return;
        Batch<T> x = Read(input);
        ChannelParameters<T> given = Parameters(parameters, x.Logical.Channels) with
        {
            RunningMean = Narrowed(running.Mean),
            RunningVar = Narrowed(running.Variance),
        };
        Write(Path(x.Order.Way, x.Order.Lengths).Eval(x, given, eps), output);
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        (Batch<T> x, Batch<T> dy) = (Read(pass.Input), Read(pass.GradOutput));
        LibtorchWay way = x.Order.TakesOneOrderWith(dy.Order) ? x.Order.Way : LibtorchWay.Strided;
        var inverseStd = new T[x.Logical.Channels];
        for (int c = 0; c < inverseStd.Length; c++)
            inverseStd[c] = training ? Factor.OfBatch<T>(pass.Statistics.Variance[c], eps) : Factor.OfGiven<T>(pass.Statistics.Variance[c], eps);
        Slopes<T> slopes = Path(way, x.Order.Lengths).Backward(
            x, dy, (Narrowed(pass.Statistics.Mean), inverseStd), OrAll(pass.Weight, T.One, inverseStd.Length), training);
        if (gradients.GradInput.Rank != 0)
            Write(slopes.Input, gradients.GradInput);
        if (!gradients.GradWeight.IsEmpty)
            slopes.Weight.CopyTo(gradients.GradWeight);
        if (!gradients.GradBias.IsEmpty)
            slopes.Bias.CopyTo(gradients.GradBias);
    }

    /// <summary>Brings running statistics up to date with a batch, by libtorch's rules.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="momentum">Share of the batch.</param>
    /// <param name="runningMean">C means, changed in place.</param>
    /// <param name="runningVar">C unbiased variances, changed in place.</param>
    internal void UpdateRunning(in ReadOnlyTensorSpan<T> input, double momentum, T[] runningMean, T[] runningVar)
    {
        Batch<T> x = Read(input);
        ChannelParameters<T> kept = Parameters(default, x.Logical.Channels) with { RunningMean = runningMean, RunningVar = runningVar };
        Path(x.Order.Way, x.Order.Lengths).Train(x, kept, new(0, momentum));
    }

    IPath<T> Path(LibtorchWay way, ImmutableArray<int> lengths) => Paths.Of<T>(way, Extents.Of(lengths), conditions);

    static Batch<T> Read(in ReadOnlyTensorSpan<T> tensor)
    {
        var order = OrderOf(tensor.Lengths, tensor.Strides);
        int[] positions = order.Positions(0);
        ref T first = ref Unsafe.AsRef(in TensorMarshal.GetReference(in tensor));
        var values = new T[positions.Length];
        int last = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Unsafe.Add(ref first, positions[i]);
            last = Math.Max(last, positions[i]);
        }

        bool isStorage = order.IsContiguous;
        return new(order, 0, last + 1, values, Extents.Of(order.Lengths), isStorage ? null : positions);
    }

    static void Write(T[] values, in TensorSpan<T> tensor)
    {
        int[] positions = OrderOf(tensor.Lengths, tensor.Strides).Positions(0);
        ref T first = ref TensorMarshal.GetReference(in tensor);
        for (int i = 0; i < values.Length; i++)
            Unsafe.Add(ref first, positions[i]) = values[i];
    }

    // A span has stride 0 for a dimension of length 1; torch has the one that it would have if longer.
    static MemoryOrder OrderOf(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        var (known, told) = (new int[lengths.Length], new int[lengths.Length]);
        int natural = 1;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            (known[d], told[d]) = ((int)lengths[d], lengths[d] == 1 ? natural : (int)strides[d]);
            natural = Math.Max(told[d], 1) * Math.Max(known[d], 1);
        }

        return new([.. known], [.. told]);
    }

    static ChannelParameters<T> Parameters(in AffineParameters<T> parameters, int channels) =>
        new(OrAll(parameters.Weight, T.One, channels), OrAll(parameters.Bias, T.Zero, channels), null, null);

    static T[] OrAll(ReadOnlySpan<T> values, T unsaid, int channels)
    {
        if (!values.IsEmpty)
            return values.ToArray();
        var all = new T[channels];
        all.AsSpan().Fill(unsaid);
        return all;
    }

    static T[] Narrowed(ReadOnlySpan<double> values)
    {
        var narrowed = new T[values.Length];
        for (int i = 0; i < narrowed.Length; i++)
            narrowed[i] = T.CreateChecked(values[i]);
        return narrowed;
    }
}

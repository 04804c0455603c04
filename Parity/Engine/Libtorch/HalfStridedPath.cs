using Parity.Reference.Kernels.Libtorch;

namespace Parity.Libtorch;

/// <summary>
/// bfloat16 and float16 with any other strides: every operation between tensors of one type is rounded to it.
/// </summary>
/// <param name="conditions">The library's.</param>
/// <param name="types">The roundings.</param>
sealed class HalfStridedPath(LibtorchConditions conditions, HalfTypes types) : IPath<float>
{
    /// <inheritdoc/>
    public Normalised<float> Train(Batch<float> x, ChannelParameters<float> parameters, ForwardOptions options)
    {
        int count = x.Logical.Count;
        float[] mean = Sums(x), inverseStd = new float[mean.Length];
        int[] places = StridedLoop.OverChannel(x.Order.Lengths, x.Order.Strides)[0];
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] = types.Parameter(mean[c] / count);
            float squares = Squares(x, c, places, mean[c]), variance = squares / count;
            inverseStd[c] = variance == 0 && options.Eps == 0 ? 0 : types.Parameter((float)(1 / Math.Sqrt(variance + options.Eps)));
            if (parameters is not { RunningMean: { } runningMean, RunningVar: { } runningVar })
                continue;
            runningMean[c] = Updated(runningMean[c], mean[c], options.Momentum);
            runningVar[c] = Updated(runningVar[c], squares / (count - 1), options.Momentum);
        }

        return new(Transformed(x, mean, inverseStd, parameters), mean, inverseStd, []);
    }

    /// <inheritdoc/>
    public float[] Eval(Batch<float> x, ChannelParameters<float> parameters, double eps)
    {
        float[] inverseStd = Array.ConvertAll(
            parameters.RunningVar!,
            variance => types.IsMixed ? variance + (float)eps : types.Element(variance + types.Element((float)eps)));
        if (types.IsMixed)
            conditions.Root.Apply(inverseStd);
        else
            foreach (ref float value in inverseStd.AsSpan())
                value = types.Element(MathF.Sqrt(value));
        foreach (ref float value in inverseStd.AsSpan())
            value = types.Parameter(1 / value);
        return Transformed(x, parameters.RunningMean!, inverseStd, parameters);
    }

    /// <inheritdoc/>
    public float[] InverseStdOfEval(float[] runningVar, double eps) =>
        Array.ConvertAll(runningVar, variance => types.Parameter((float)(1 / Math.Sqrt(variance + eps))));

    /// <inheritdoc/>
    public Slopes<float> Backward(Batch<float> x, Batch<float> dy, (float[] Mean, float[] InverseStd) statistics, float[] weight, bool ofBatch)
    {
        Extents size = x.Logical;
        float[] sums = SumsOfGradient(dy), dw = new float[size.Channels], dx = GC.AllocateUninitializedArray<float>(size.Length);
        int[][] places = StridedLoop.OverChannel(x.Order.Lengths, x.Order.Strides, dy.Order.Strides);
        float count = types.IsBrain ? types.Element(size.Count) : size.Count;
        for (int c = 0; c < size.Channels; c++)
        {
            (float mean, float inverseStd) = (statistics.Mean[c], statistics.InverseStd[c]);
            float dot = Dot(x, dy, c, places, mean);
            dw[c] = types.Parameter(dot * inverseStd);
            float k = types.Parameter(types.Parameter(types.Element(dot) * inverseStd) * inverseStd);
            k = types.Element(types.Parameter(k / types.Parameter(size.Count)));
            float meanOfGrad = types.Element(sums[c] / count);
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<float> values = x.Values.AsSpan(size[block, c]), gradients = dy.Values.AsSpan(size[block, c]);
                Span<float> to = dx.AsSpan(size[block, c]);
                for (int i = 0; i < to.Length; i++)
                {
                    float gradient = gradients[i];
                    if (ofBatch)
                    {
                        float projected = types.Element(types.Parameter(values[i] - mean) * k);
                        gradient = types.Element(types.Element(gradient - meanOfGrad) - projected);
                    }

                    to[i] = types.Element(types.Parameter(types.Parameter(gradient * inverseStd) * weight[c]));
                }
            }
        }

        return new(dx, dw, Array.ConvertAll(sums, types.Parameter));
    }

    // bfloat16 is summed as it is, unless a sum were stored between two rows; float16 never is.
    float[] SumsOfGradient(Batch<float> dy)
    {
        if (!types.IsBrain)
            return Sums(dy);
        var asItIs = new ChannelSums<float>(dy.Order.Lengths, dy.Order.Strides, SumVectors.OfBrainHalves);
        return asItIs.SumsRows ? types.Elements(Sums(dy))
            : asItIs.Of(dy.Storage.AsSpan(dy.Offset), dy.Logical.Channels, conditions.Threads);
    }

    // Over a float32 copy, which keeps the strides of a dense batch and leaves out the gaps of another.
    float[] Sums(Batch<float> x)
    {
        MemoryOrder order = x.Order;
        if (StridedLoop.IsDense(order.Lengths, order.Strides))
            return Sums(x.Storage.AsSpan(x.Offset), order);
        MemoryOrder copied = order with { Strides = StridedLoop.DenseStrides(order.Lengths, order.Strides) };
        float[] copy = GC.AllocateUninitializedArray<float>(x.Values.Length);
        int[] from = order.Positions(x.Offset), to = copied.Positions(0);
        for (int i = 0; i < copy.Length; i++)
            copy[to[i]] = x.Storage[from[i]];
        return Sums(copy, copied);
    }

    float[] Sums(ReadOnlySpan<float> x, MemoryOrder order) =>
        new ChannelSums<float>(order.Lengths, order.Strides, SumVectors.Of<float>()).Of(x, order.Lengths[1], conditions.Threads);

    static float Squares(Batch<float> x, int c, int[] places, float mean)
    {
        int first = x.Offset + c * x.Order.Strides[1];
        float sum = 0;
        foreach (int place in places)
        {
            float deviation = x.Storage[first + place] - mean;
            sum += deviation * deviation;
        }

        return sum;
    }

    float Dot(Batch<float> x, Batch<float> dy, int c, int[][] places, float mean)
    {
        int first = x.Offset + c * x.Order.Strides[1], firstOfGrad = dy.Offset + c * dy.Order.Strides[1];
        float sum = 0;
        for (int i = 0; i < places[0].Length; i++)
            sum += types.Parameter(types.Parameter(x.Storage[first + places[0][i]] - mean) * dy.Storage[firstOfGrad + places[1][i]]);
        return sum;
    }

    float Updated(float running, float batch, double momentum) =>
        types.Parameter((float)(momentum * batch + (1 - momentum) * running));

    float[] Transformed(Batch<float> x, float[] mean, float[] inverseStd, ChannelParameters<float> parameters)
    {
        Extents size = x.Logical;
        float[] output = GC.AllocateUninitializedArray<float>(size.Length);
        for (int c = 0; c < size.Channels; c++)
            for (int block = 0; block < size.Blocks; block++)
            {
                ReadOnlySpan<float> from = x.Values.AsSpan(size[block, c]);
                Span<float> to = output.AsSpan(size[block, c]);
                for (int i = 0; i < to.Length; i++)
                {
                    float scaled = types.Parameter(types.Parameter(from[i] - mean[c]) * inverseStd[c]);
                    to[i] = types.Element(types.Parameter(scaled * parameters.Weight[c]) + parameters.Bias[c]);
                }
            }

        return output;
    }
}

using Parity.Reference.Kernels.Libtorch;

namespace Parity.Libtorch;

/// <summary>bfloat16 and float16 in memory without gaps: computed in float32, what is stored is rounded.</summary>
/// <param name="sums">Sums over planes or over rows.</param>
/// <param name="products">How products are added.</param>
/// <param name="types">The roundings.</param>
sealed class HalfDensePath(IDenseSums<float> sums, Products products, HalfTypes types) : IPath<float>
{
    readonly DensePath<float> inSingle = new(sums, products);

    /// <inheritdoc/>
    public Normalised<float> Train(Batch<float> x, ChannelParameters<float> parameters, ForwardOptions options)
    {
        (float[] mean, float[] squares) = sums.Moments(x.Dense);
        var inverseStd = new float[mean.Length];
        float count = types.Statistic(sums.Size.Count), others = types.Statistic(sums.Size.Count - 1);
        float momentum = types.Statistic((float)options.Momentum), keep = types.Statistic(1 - momentum);
        for (int c = 0; c < mean.Length; c++)
        {
            float variance = types.Statistic(squares[c] / count);
            inverseStd[c] = variance == 0 && options.Eps == 0 ? 0 : types.Parameter((float)(1 / Math.Sqrt(variance + options.Eps)));
            if (parameters is { RunningMean: { } runningMean, RunningVar: { } runningVar })
            {
                float unbiased = types.Statistic(squares[c] / others);
                runningMean[c] = types.Parameter(types.Statistic(momentum * mean[c]) + types.Statistic(keep * runningMean[c]));
                runningVar[c] = types.Parameter(momentum * unbiased + types.Statistic(keep * runningVar[c]));
            }

            mean[c] = types.Parameter(mean[c]);
        }

        return new(types.Elements(inSingle.Transformed(x, mean, inverseStd, parameters)), mean, inverseStd, []);
    }

    /// <inheritdoc/>
    public float[] Eval(Batch<float> x, ChannelParameters<float> parameters, double eps) =>
        types.Elements(inSingle.Eval(x, parameters, eps));

    /// <inheritdoc/>
    public float[] InverseStdOfEval(float[] runningVar, double eps) => inSingle.InverseStdOfEval(runningVar, eps);

    /// <inheritdoc/>
    public Slopes<float> Backward(Batch<float> x, Batch<float> dy, (float[] Mean, float[] InverseStd) statistics, float[] weight, bool ofBatch)
    {
        Slopes<float> single = inSingle.Backward(x, dy, statistics, weight, ofBatch);
        return new(types.Elements(single.Input), Array.ConvertAll(single.Weight, types.Parameter), Array.ConvertAll(single.Bias, types.Parameter));
    }
}

using Parity.Tensors;

namespace Parity.Cases;

/// <summary>The values of each data pattern: a pure function of seed, channel and place in it.</summary>
/// <param name="c">The case.</param>
/// <param name="values">Random numbers by position.</param>
/// <param name="channels">Random numbers by channel.</param>
sealed class PatternValues(BatchNormCase c, CounterRandom values, CounterRandom channels)
{
    readonly (double Mean, double Deviation)[] moments = c.Pattern == DataPattern.Channels ? Moments(c.Channels, channels) : [];

    // What is tiny, huge and so on depends on the range of the type.
    double Scaled(double normal, double single, double wide, double brainHalf, double half) => normal * c.DType switch
    {
        DType.Float32 => single,
        DType.BFloat16 => brainHalf,
        DType.Float16 => half,
        _ => wide,
    };

    /// <summary>Makes every element of the input.</summary>
    /// <param name="input">Receives them, in row-major order of the case's shape.</param>
    /// <exception cref="ArgumentException">No generator makes the case's pattern.</exception>
    public void Fill(Span<double> input)
    {
        if (TakesNormal)
            values.Normals(input);
        // Channel by channel, which place after place would have to be found.
        int count = c.Channels, plane = c.Plane;
        for (int first = 0; first < input.Length; first += plane)
            for (int i = 0, row = first / (plane * count), channel = first / plane % count; i < plane; i++)
                input[first + i] = At(first + i, input[first + i], channel, row * plane + i);
    }

    /// <summary>Makes every element of an ordinary grad_output.</summary>
    /// <param name="random">Random numbers by position.</param>
    /// <param name="gradOutput">Receives them, in row-major order of the case's shape.</param>
    /// <remarks>A double stays above the subnormals, below which a kernel's own sums round; its product with the factor may not.</remarks>
    public void FillGradOutput(CounterRandom random, Span<double> gradOutput)
    {
        random.Normals(gradOutput);
        if (c.Pattern == DataPattern.Underflow)
            foreach (ref double value in gradOutput)
                value = Scaled(value, 1e-41, 1e-307, 1e-39, 1e-6);
    }

    bool TakesNormal => c.Pattern is not (DataPattern.Uniform or DataPattern.Exact or DataPattern.Constant or DataPattern.Sorted or DataPattern.Zeros);

    // One element, from a number near N(0, 1) where the pattern takes one; its index is its place among its channel's values,
    // batch entry by batch entry.
    double At(int position, double normal, int channel, int index) => c.Pattern switch
    {
        DataPattern.Normal => OrAnchor(index, normal),
        DataPattern.Uniform => OrAnchor(index, 2 * values.Uniform(position) - 1),
        DataPattern.Offset4 => 4 + OrAnchor(index, normal),
        DataPattern.Relu => Math.Max(0, OrAnchor(index, normal)),
        DataPattern.Channels => moments[channel].Mean + moments[channel].Deviation * OrAnchor(index, normal),
        DataPattern.Exact => Exact(channel, index),
        DataPattern.Mean1e4 => 1e4 + normal,
        DataPattern.Mean1e8 => 1e8 + normal,
        DataPattern.Ratios => normal + Math.Pow(10, channel % 9),
        DataPattern.Tiny => Scaled(normal, 1e-30, 1e-140, 1e-30, 1e-4),
        DataPattern.Huge => Scaled(normal, 1e37, 1e140, 1e37, 1e4),
        DataPattern.Overflow => Scaled(normal, 1e20, 1e150, 1e20, 1e3),
        DataPattern.Subnormal => Scaled(normal, 1e-42, 1e-310, 1e-39, 1e-6),
        DataPattern.Mixed => Math.ScaleB(normal, (int)(values.Bits(position) % 60) - 30),
        DataPattern.Constant => channel % 2 == 0 ? channel + 0.1 : 1e10,
        DataPattern.Outlier => index == 1 ? 1e6 : normal,
        DataPattern.Alternating => (index % 2 == 0 ? 1 : -1) * (1e5 + 1e-3 * normal),
        DataPattern.Sorted => index * 0.37 - 3,
        DataPattern.Zeros => index % 3 == 0 ? 0 : -0.0,
        DataPattern.Nan => index == 0 && channel % 2 == 0 ? double.NaN : normal,
        DataPattern.Infinite => index == 0 && channel % 2 == 0 ? Infinity(channel) : normal,
        DataPattern.Specials => Special(channel, index, normal),
        DataPattern.Underflow => Scaled(normal, 1e-41, 1e-312, 1e-39, 1e-6),
        _ => throw new ArgumentException($"no generator makes the pattern {c.Pattern.Word()}"),
    };

    // The special value may be any of the channel's, those of a tail too. The seed shifts the channels, so that a case
    // of one channel may have any kind.
    double Special(int channel, int index, double normal) => ((channel + c.Seed) % 4) switch
    {
        0 => IsChosen(channel, index) ? double.NaN : normal,
        1 => IsChosen(channel, index) ? (channels.Bits(3 * channel) % 2 == 0 ? double.NegativeInfinity : double.PositiveInfinity) : normal,
        2 => Scaled(normal, 1e-41, 1e-312, 1e-39, 1e-6),
        _ => OrAnchor(index, normal),
    };

    bool IsChosen(int channel, int index) => index == (int)(channels.Bits(3 * channel + 1) % (ulong)c.ValuesPerChannel);

    static double Infinity(int channel) => channel % 4 == 0 ? double.NegativeInfinity : double.PositiveInfinity;

    // A channel's first two values lie at least one apart: few values drawn close together would make a channel whose
    // mean is thousands of its deviations, and after a ReLU one that is all zero.
    static double OrAnchor(int index, double drawn) => index switch
    {
        0 => 0.5 + Math.Abs(drawn),
        1 => -0.5 - Math.Abs(drawn),
        _ => drawn,
    };

    static (double Mean, double Deviation)[] Moments(int count, CounterRandom channels)
    {
        var moments = new (double Mean, double Deviation)[count];
        for (int channel = 0; channel < count; channel++)
        {
            double deviation = 0.25 + 4 * channels.Uniform(2 * channel);
            moments[channel] = (deviation * 3 * (2 * channels.Uniform(2 * channel + 1) - 1), deviation);
        }

        return moments;
    }

    // Mean plus and minus one power of two in turn, so that every sum is exact in any order; an odd count leaves one
    // value on the mean.
    double Exact(int channel, int index)
    {
        double mean = channel % 7 - 3, step = Math.ScaleB(1, channel % 5 - 2);
        if (index == c.ValuesPerChannel - 1 && c.ValuesPerChannel % 2 == 1)
            return mean;
        return index % 2 == 0 ? mean + step : mean - step;
    }
}

namespace Parity.Cases;

/// <summary>The numbers of a case: a pure function of pattern, seed and index.</summary>
public static class CaseData
{
    const int InputStream = 0, GradOutputStream = 1, WeightStream = 2, BiasStream = 3;
    const int RunningMeanStream = 4, RunningVarStream = 5, ChannelStream = 6;

    /// <summary>The trials of a run, drawn as they are asked for.</summary>
    public static IEnumerable<Trial> Trials(int seed, int cases) =>
        Enumerable.Range(0, cases).Select(number => Generate(CaseGenerator.Draw(seed, number)));

    /// <summary>Makes a generated case's trial.</summary>
    /// <exception cref="ArgumentException">The case's pattern is <see cref="DataPattern.Recorded"/>.</exception>
    public static Trial Generate(BatchNormCase c)
    {
        var inputs = new BatchNormInputs
        {
            Input = Tensor(c, [.. c.Shape], InputValue(c)),
            GradOutput = Tensor(c, [.. c.Shape], new CounterRandom(c.Seed, GradOutputStream).Normal),
            Weight = PerChannel(c, c.Affine, WeightStream, Weight),
            Bias = PerChannel(c, c.Affine, BiasStream, (random, i) => random.Normal(i)),
            RunningMean = PerChannel(c, c.TrackRunningStats, RunningMeanStream, (random, i) => random.Normal(i)),
            RunningVar = PerChannel(c, c.TrackRunningStats, RunningVarStream, (random, i) => 0.5 + 1.5 * random.Uniform(i)),
        };
        return new Trial(CaseDescriptor.Format(c), c, inputs);
    }

    // Away from zero and of both signs: a scale near zero would hide errors.
    static double Weight(CounterRandom random, long i)
    {
        double value = 2 * random.Uniform(i) - 1;
        return value + (value < 0 ? -0.5 : 0.5);
    }

    static Func<long, double> InputValue(BatchNormCase c)
    {
        var random = new CounterRandom(c.Seed, InputStream);
        double Standard(long i) => OrAnchor(c, i, random.Normal(i));
        switch (c.Pattern)
        {
            case DataPattern.Normal:
                return Standard;
            case DataPattern.Uniform:
                return i => OrAnchor(c, i, 2 * random.Uniform(i) - 1);
            case DataPattern.Offset4:
                return i => 4 + Standard(i);
            case DataPattern.Relu:
                return i => Math.Max(0, Standard(i));
            case DataPattern.Channels:
                var channel = new CounterRandom(c.Seed, ChannelStream);
                return i =>
                {
                    int of = ChannelOf(c, i);
                    double deviation = 0.25 + 4 * channel.Uniform(2 * of);
                    double mean = deviation * 3 * (2 * channel.Uniform(2 * of + 1) - 1);
                    return mean + deviation * Standard(i);
                };
            default:
                throw new ArgumentException($"no generator makes the pattern {CaseDescriptor.Name(c.Pattern)}");
        }
    }

    // A channel's first two values lie at least one apart: few values drawn close together would make a channel whose
    // mean is thousands of its deviations, and after a ReLU one that is all zero.
    static double OrAnchor(BatchNormCase c, long position, double drawn) => IndexInChannel(c, position) switch
    {
        0 => 0.5 + Math.Abs(drawn),
        1 => -0.5 - Math.Abs(drawn),
        _ => drawn,
    };

    static int ChannelOf(BatchNormCase c, long position) =>
        c.Layout == Layout.FeaturesLast ? (int)(position % c.Channels) : (int)(position / Plane(c) % c.Channels);

    static long IndexInChannel(BatchNormCase c, long position)
    {
        if (c.Layout == Layout.FeaturesLast)
            return position / c.Channels;
        long plane = Plane(c);
        return position / (plane * c.Channels) * plane + position % plane;
    }

    static long Plane(BatchNormCase c)
    {
        long plane = 1;
        for (int d = 2; d < c.Shape.Length; d++)
            plane *= c.Shape[d];
        return plane;
    }

    static DenseTensor? PerChannel(BatchNormCase c, bool present, int stream, Func<CounterRandom, long, double> value)
    {
        var random = new CounterRandom(c.Seed, stream);
        return present ? Tensor(c, [c.Channels], i => value(random, i)) : null;
    }

    static DenseTensor Tensor(BatchNormCase c, ReadOnlySpan<int> shape, Func<long, double> value)
    {
        var tensor = new DenseTensor(c.DType, shape);
        if (c.DType == DType.Float32)
        {
            Span<float> values = tensor.Values<float>();
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)value(i);
        }
        else
        {
            Span<double> values = tensor.Values<double>();
            for (int i = 0; i < values.Length; i++)
                values[i] = value(i);
        }

        return tensor;
    }
}

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
        var pattern = new PatternValues(c, new CounterRandom(c.Seed, InputStream), new CounterRandom(c.Seed, ChannelStream));
        return position =>
        {
            (int channel, int index) = c.Place((int)position);
            return pattern.At(position, channel, index);
        };
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

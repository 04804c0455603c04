using Parity.Tensors;

namespace Parity.Cases;

/// <summary>The numbers of a case: a pure function of pattern, seed and index.</summary>
static class CaseData
{
    const int InputStream = 0, GradOutputStream = 1, WeightStream = 2, BiasStream = 3;
    const int RunningMeanStream = 4, RunningVarStream = 5, ChannelStream = 6;

    /// <summary>The trials of a run, drawn as they are asked for.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="cases">Number of trials.</param>
    /// <param name="whyNot">Why the oracle cannot answer a case, or null; another one is drawn instead.</param>
    /// <param name="first">Number of the first of them.</param>
    public static IEnumerable<Trial> Trials(int seed, int cases, Func<BatchNormCase, string?> whyNot, int first = 0) =>
        Enumerable.Range(first, cases).Select(number => Generate(CaseGenerator.Draw(seed, number, whyNot)));

    /// <summary>Makes a generated case's trial.</summary>
    /// <exception cref="ArgumentException">The case's pattern is <see cref="DataPattern.Recorded"/>.</exception>
    public static Trial Generate(BatchNormCase c)
    {
        var pattern = new PatternValues(c, new CounterRandom(c.Seed, InputStream), new CounterRandom(c.Seed, ChannelStream));
        var gradient = new CounterRandom(c.Seed, GradOutputStream);
        var inputs = new BatchNormInputs
        {
            Input = Tensor(c.DType, [.. c.Shape], AsLaidOut(c, c.Layout, i => At(c, pattern, i))),
            GradOutput = Tensor(c.DType, [.. c.Shape], AsLaidOut(c, c.GradOutputLayout, i => pattern.GradOutput(gradient.Normal(i)))),
            Weight = PerChannel(c, c.HasWeight, WeightStream, Weight),
            Bias = PerChannel(c, c.HasBias, BiasStream, (random, i) => random.Normal(i)),
            RunningMean = PerChannel(c, c.TrackRunningStats, RunningMeanStream, (random, i) => RunningMean(c.Statistics, c.ParameterDType, random.Normal(i))),
            RunningVar = PerChannel(c, c.TrackRunningStats, RunningVarStream, (random, i) => RunningVar(c.Statistics, c.ParameterDType, 0.5 + 1.5 * random.Uniform(i))),
        };
        return new Trial(CaseDescriptor.Format(c), c, inputs);
    }

    static double RunningMean(StatisticsPreset preset, DType dtype, double ordinary) => preset switch
    {
        StatisticsPreset.Fresh or StatisticsPreset.Zero => 0,
        StatisticsPreset.Large => 1e4 * ordinary,
        StatisticsPreset.Tiny => (dtype == DType.Float16 ? 1e-4 : 1e-6) * ordinary,
        _ => ordinary,
    };

    static double RunningVar(StatisticsPreset preset, DType dtype, double ordinary) => preset switch
    {
        StatisticsPreset.Fresh => 1,
        StatisticsPreset.Zero => 0,
        // float16 ends at 65504, and at 6e-8 towards zero.
        StatisticsPreset.Large => (dtype == DType.Float16 ? 1e4 : 1e6) * ordinary,
        StatisticsPreset.Tiny => (dtype == DType.Float16 ? 1e-4 : 1e-12) * ordinary,
        _ => ordinary,
    };

    // Away from zero and of both signs: a scale near zero would hide errors.
    static double Weight(CounterRandom random, long i)
    {
        double value = 2 * random.Uniform(i) - 1;
        return value + (value < 0 ? -0.5 : 0.5);
    }

    static double At(BatchNormCase c, PatternValues pattern, long position)
    {
        (int channel, int index) = c.Place((int)position);
        return pattern.At(position, channel, index);
    }

    // What an expanded batch repeats has the same values wherever it is read.
    static Func<long, double> AsLaidOut(BatchNormCase c, Layout layout, Func<long, double> value)
    {
        if (layout != Layout.Expanded)
            return value;
        int dimension = Placement.ExpandedDimension(c.TorchShape);
        if (c.IsTransposed && dimension == 1)
            dimension = 2;
        long stride = 1;
        for (int d = dimension + 1; d < c.Shape.Length; d++)
            stride *= c.Shape[d];
        return i => value(i - i / stride % c.Shape[dimension] * stride);
    }

    static DenseTensor? PerChannel(BatchNormCase c, bool present, int stream, Func<CounterRandom, long, double> value)
    {
        var random = new CounterRandom(c.Seed, stream);
        return present ? Tensor(c.ParameterDType, [c.Channels], i => value(random, i)) : null;
    }

    static DenseTensor Tensor(DType dtype, ReadOnlySpan<int> shape, Func<long, double> value)
    {
        var tensor = new DenseTensor(dtype, shape);
        for (int i = 0; i < tensor.Count; i++)
            tensor.Set(i, value(i));
        return tensor;
    }
}

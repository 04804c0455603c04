using System.Collections.Immutable;
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
        var inputs = new BatchNormInputs
        {
            Input = LaidOut(c, c.Layout, pattern.Fill),
            GradOutput = LaidOut(c, c.GradOutputLayout, values => FillGradOutput(c, pattern, values)),
            Weight = PerChannel(c, c.HasWeight, WeightStream, (random, i) => c.WeightPattern.Value(c, i, Weight(random, i))),
            Bias = PerChannel(c, c.HasBias, BiasStream, (random, i) => c.BiasPattern.Value(c, i, random.Normal(i))),
            RunningMean = PerChannel(c, c.TrackRunningStats, RunningMeanStream, (random, i) => c.RunningMeanPattern.Value(c, i, RunningMean(c.Statistics, c.ParameterDType, random.Normal(i)))),
            RunningVar = PerChannel(c, c.TrackRunningStats, RunningVarStream, (random, i) => c.RunningVarPattern.Variance(c, i, RunningVar(c.Statistics, c.ParameterDType, 0.5 + 1.5 * random.Uniform(i)))),
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

    static void FillGradOutput(BatchNormCase c, PatternValues pattern, Span<double> values)
    {
        pattern.FillGradOutput(new CounterRandom(c.Seed, GradOutputStream), values);
        c.GradPattern.Apply(c, values);
    }

    static DenseTensor LaidOut(BatchNormCase c, Layout layout, Action<Span<double>> fill) => Filled(c.DType, c.Shape.AsSpan(), values =>
    {
        fill(values);
        if (layout.Repeats())
            Repeat(c, layout, values);
    });

    // What is read again and again has the same values wherever it is read.
    static void Repeat(BatchNormCase c, Layout layout, Span<double> values)
    {
        ImmutableArray<int> strides = Placement.Of(c.TorchShape, layout).Strides;
        if (c.IsTransposed)
            strides = [strides[0], strides[2], strides[1]];
        for (int i = 0; i < values.Length; i++)
            values[i] = values[FirstPlace(c.Shape, strides, i)];
    }

    static int FirstPlace(ImmutableArray<int> shape, ImmutableArray<int> strides, int position)
    {
        int first = 0, dense = 1;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            (position, int index) = Math.DivRem(position, shape[d]);
            first += strides[d] == 0 ? 0 : index * dense;
            dense *= shape[d];
        }

        return first;
    }

    static DenseTensor? PerChannel(BatchNormCase c, bool present, int stream, Func<CounterRandom, int, double> value)
    {
        var random = new CounterRandom(c.Seed, stream);
        return !present ? null : Filled(c.ParameterDType, [c.Channels], values =>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = value(random, i);
        });
    }

    static DenseTensor Filled(DType dtype, ReadOnlySpan<int> shape, Action<Span<double>> fill)
    {
        int count = 1;
        foreach (int length in shape)
            count = checked(count * length);
        double[] rented = Scratch<double>.Rent(count);
        Span<double> values = rented.AsSpan(0, count);
        fill(values);
        var tensor = DenseTensor.Rounded(dtype, shape, values);
        Scratch<double>.Return(rented);
        return tensor;
    }
}

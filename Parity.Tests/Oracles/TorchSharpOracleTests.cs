using Parity.Cases;
using Parity.Fixtures;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;
using TorchSharp;

namespace Parity.Tests.Oracles;

public class TorchSharpOracleTests
{
    [LiveFact("torchsharp")]
    public void The_version_names_package_and_libtorch() =>
        Assert.Matches(@"^\d+\.\d+\S* \(libtorch \d+\.\d+\S*\)$", LiveOracle.Use(oracle => oracle.Version, "torchsharp"));

    [LiveFact("torchsharp")]
    public void A_default_case_has_every_quantity()
    {
        BatchNormResult result = Run("bn2d/4x3x5x7/seed=42");
        Assert.All(QuantityNames.All, quantity => Assert.NotNull(result[quantity]));
        Assert.Equal([4, 3, 5, 7], result[Quantity.Output]!.Shape);
        Assert.Equal([4, 3, 5, 7], result[Quantity.GradInput]!.Shape);
        Assert.Equal([3], result[Quantity.GradWeight]!.Shape);
        Assert.Empty(result[Quantity.NumBatchesTracked]!.Shape);
        Assert.Equal(DType.Int64, result[Quantity.NumBatchesTracked]!.DType);
    }

    [LiveFact("torchsharp")]
    public void Another_number_of_threads_in_the_process_changes_no_bit()
    {
        // Each thread sums rows of its own.
        const string descriptor = "bn1d/4001x17/seed=42";
        BatchNormResult one = Run(descriptor);
        int before = torch.get_num_threads();
        BatchNormResult[] others = new BatchNormResult[2];
        torch.set_num_threads(3);
        try
        {
            others[0] = Run(descriptor);
            // A thread that meets libtorch for the first time takes over what was set last, and keeps it.
            torch.set_num_threads(3);
            var late = new Thread(() => others[1] = Run(descriptor));
            late.Start();
            late.Join();
        }
        finally
        {
            torch.set_num_threads(before);
        }

        Assert.All(others, other => Assert.All(QuantityNames.All, quantity => Assert.Null(TensorBits.Difference("", one[quantity], other[quantity]))));
    }

    [LiveFact("torchsharp")]
    public void What_a_case_does_not_have_is_absent()
    {
        BatchNormResult result = Run("bn1d/4x3/f64/eval/noaffine/notrack/seed=42");
        Quantity[] present = [Quantity.Output, Quantity.BatchMean, Quantity.BatchVar, Quantity.GradInput];
        Assert.Equal(present, QuantityNames.All.Where(quantity => result[quantity] is not null));
    }

    [LiveFact("torchsharp")]
    public void Training_follows_the_formulas()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/8x2/f64/eps=0.01/momentum=null/tracked=3/seed=42"));
        BatchNormInputs inputs = trial.Inputs;
        BatchNormResult result = Run(trial);
        for (int c = 0; c < 2; c++)
        {
            double[] x = [.. Enumerable.Range(0, 8).Select(n => inputs.Input[2 * n + c])];
            double mean = x.Average();
            double squares = x.Sum(value => (value - mean) * (value - mean));
            double expected = (x[5] - mean) / Math.Sqrt(squares / 8 + 0.01) * inputs.Weight![c] + inputs.Bias![c];
            Assert.Equal(expected, result[Quantity.Output]![2 * 5 + c], 12);
            Assert.Equal(mean, result[Quantity.BatchMean]![c], 12);
            Assert.Equal(squares / 8, result[Quantity.BatchVar]![c], 12);
            // The fourth batch of a cumulative average counts a quarter, and its variance is the unbiased one.
            Assert.Equal(0.75 * inputs.RunningMean![c] + 0.25 * mean, result[Quantity.RunningMean]![c], 12);
            Assert.Equal(0.75 * inputs.RunningVar![c] + 0.25 * squares / 7, result[Quantity.RunningVar]![c], 12);
            double gradBias = Enumerable.Range(0, 8).Sum(n => inputs.GradOutput[2 * n + c]);
            Assert.Equal(gradBias, result[Quantity.GradBias]![c], 12);
        }

        Assert.Equal(4, result[Quantity.NumBatchesTracked]![0]);
    }

    [LiveFact("torchsharp")]
    public void Channels_last_changes_no_more_than_rounding() =>
        AssertClose(Run("bn2d/3x5x4x2/f64/seed=42"), Run("bn2d/3x5x4x2/channels_last/f64/seed=42"));

    [LiveFact("torchsharp")]
    public void Features_last_is_the_same_batch_transposed()
    {
        Trial last = CaseData.Generate(CaseDescriptor.Parse("bn1d/3x4x5/features_last/f64/seed=42"));
        BatchNormInputs inputs = last.Inputs with { Input = Transposed(last.Inputs.Input), GradOutput = Transposed(last.Inputs.GradOutput) };
        Trial plain = new("transposed", last.Case with { Shape = [3, 5, 4], Layout = Layout.Contiguous }, inputs);
        BatchNormResult expected = Run(plain);
        BatchNormResult actual = Run(last);
        foreach (Quantity quantity in (Quantity[])[Quantity.Output, Quantity.GradInput])
            actual[quantity] = Transposed(actual[quantity]!);
        AssertClose(expected, actual);
    }

    [TorchVersionTheory("torchsharp", Recorded), MemberData(nameof(RecordedFixtures))]
    public void It_answers_with_the_bits_that_were_recorded(string name)
    {
        Fixture fixture = fixtures.Value.Find(Fixture.DescriptorOf(name))!;
        BatchNormResult answer = Run(fixture.Trial);
        Assert.Null(answer.Error);
        foreach (Quantity quantity in QuantityNames.All)
            Assert.Equal(fixture.Expected[quantity]?.Bytes.ToArray(), answer[quantity]?.Bytes.ToArray());
    }

    // torch.sqrt, which eval over strides of any kind takes, is a vendor's, and differs between processors.
    public static TheoryData<string> RecordedFixtures() => [.. fixtures.Value.Fixtures
        .Where(fixture => fixture.Oracle.StartsWith("TorchSharp " + Recorded, StringComparison.Ordinal))
        .Where(fixture => fixture.Trial.Case.Training || LibtorchPath.OfForward(fixture.Trial.Case) != LibtorchWay.Strided)
        .Select(fixture => fixture.Name)];

    [LiveFact("torchsharp")]
    public void An_error_of_the_library_is_an_answer()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn2d/4x3x2x2/seed=42"));
        BatchNormResult result = Run(trial with { Case = trial.Case with { Module = BatchNormModule.BatchNorm1d } });
        Assert.Equal("System.ArgumentException", result.Error?.Type);
        Assert.DoesNotContain('\n', result.Error!.Message);
    }

    [LiveFact("torchsharp")]
    public void What_could_end_the_process_is_not_sent()
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse("bn1d/4x3/eval/seed=42"));
        BatchNormInputs inputs = trial.Inputs with { RunningMean = new DenseTensor(DType.Float32, [2]) };
        var exception = Assert.Throws<OracleFailureException>(() => Run(trial with { Inputs = inputs }));
        Assert.Contains("bn1d/4x3/eval/seed=42", exception.Message, StringComparison.Ordinal);
    }

    const string Recorded = "0.107.0";

    static readonly Lazy<FixtureSet> fixtures = new(() => FixtureSet.Load(FixtureFolder.Find()));

    static BatchNormResult Run(string descriptor) => Run(CaseData.Generate(CaseDescriptor.Parse(descriptor)));

    static BatchNormResult Run(Trial trial) => LiveOracle.Use(oracle => oracle.Run(trial), "torchsharp");

    static void AssertClose(BatchNormResult expected, BatchNormResult actual)
    {
        Assert.Null(actual.Error);
        foreach (Quantity quantity in QuantityNames.All)
            for (int i = 0; i < expected[quantity]!.Count; i++)
                Assert.Equal(expected[quantity]![i], actual[quantity]![i], 12);
    }

    static DenseTensor Transposed(DenseTensor x)
    {
        int batch = x.Shape[0], rows = x.Shape[1], columns = x.Shape[2];
        var result = new DenseTensor(x.DType, [batch, columns, rows]);
        for (int i = 0; i < x.Count; i++)
        {
            int[] at = x.IndexOf(i);
            result.Values<double>()[(at[0] * columns + at[2]) * rows + at[1]] = x[i];
        }

        return result;
    }
}

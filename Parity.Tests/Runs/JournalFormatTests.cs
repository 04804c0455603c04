using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;
using Parity.Runs;
using Parity.Tests.Fixtures;
using Parity.Tests.Reports;

namespace Parity.Tests.Runs;

public sealed class JournalFormatTests
{
    static readonly QuantityOutcome shared = Judged(5, 0.5), alsoShared = Judged(6, 0.25);

    // Everything that a case can have, numbers that JSON has no word for, and what kernels share.
    static readonly CaseOutcome full = new()
    {
        Number = 7,
        Case = "bn1d/4x3",
        Kind = CaseKind.Of(CaseDescriptor.Parse("bn2d/4x3x2x2/channels_last/bf16/eval")),
        Ordinary = true,
        Options = ["batch=more", "grad_output's values=ordinary"],
        OracleFailure = "it said \"no\" <& fell>\n",
        Unsteady = new Unsteady("first", "again", 3),
        Bits = [new("rows", Quantity.Output), new("rows", Quantity.NumBatchesTracked, "0x1 ∞", "0x2 é")],
        FollowsArithmetic = true,
        RootUnknown = true,
        Misread = true,
        Kernels =
        [
            new("none", []) { Error = new Finding("none", null, Verdict.Raised, Told("raised")) },
            new("all", [Judged(1, 2.5e-300), Judged(long.MaxValue, double.NaN), Judged(-1, double.PositiveInfinity), Judged(3, double.NegativeInfinity), Judged(0, -0.0), shared, alsoShared]),
            new("the same", [alsoShared, Judged(8, 0.125), shared]),
        ],
    };

    static string Serialized(CaseOutcome outcome) => JsonSerializer.Serialize(outcome, JournalFormat.Options);

    [Fact]
    public void A_case_is_spelled_as_the_serializer_spells_it()
    {
        using var folder = new TemporaryFolder();
        CaseOutcome[] outcomes = [full, .. RecordedRun.Read(ScriptedRun.Journaled(folder, ScriptedRun.Request())).Outcomes()];
        Assert.Contains(outcomes, outcome => outcome.Kernels.Any(kernel => kernel.Findings.Any()));
        Assert.All(outcomes, outcome => Assert.Equal(Serialized(outcome), JournalFormat.Text(outcome)));
    }

    [Fact]
    public void Nothing_that_a_case_can_have_is_missing_above()
    {
        string line = JournalFormat.Text(full);
        Type[] records = [typeof(CaseOutcome), typeof(CaseKind), typeof(Unsteady), typeof(ArithmeticCheck), typeof(KernelOutcome), typeof(QuantityOutcome), typeof(ErrorSample)];
        // What is only read off the rest has no constructor's parameter and nothing that sets it.
        IEnumerable<string> names = records.SelectMany(record => JournalFormat.Options.GetTypeInfo(record).Properties)
            .Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => $"\"{property.Name}\":");
        Assert.All(names, name => Assert.Contains(name, line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_end_is_spelled_as_the_serializer_spells_it()
    {
        var whole = new JsonSerializerOptions(JournalFormat.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };
        var bare = new RunEnd { Timing = new RunTiming(DateTimeOffset.UnixEpoch, 1.5, 0.25) };
        RunEnd rich = bare with
        {
            Annexes = new RunAnnexes
            {
                Divergences = SampleReports.Passing.Divergences,
                Baseline = SampleReports.Drifted.Baseline,
                Bench = SampleReports.Bench,
            },
            Standards = StandardTally.Declared(KernelCatalog.All),
            Gaps = CoverageTally.Gaps(c => c.Training ? "not \"trained\" here" : null),
            Library = new KnownArithmetic("libtorch 2.10", "rows", true),
        };
        Assert.NotEmpty(rich.Gaps);
        Assert.All([bare, rich], end =>
        {
            var line = new ArrayBufferWriter<byte>();
            using (Utf8JsonWriter json = JournalFormat.Into(line))
                JournalFormat.Line(json, end);
            Assert.Equal(JsonSerializer.Serialize(new JournalFormat.AfterCases(End: end), whole), Encoding.UTF8.GetString(line.WrittenSpan));
        });
    }

    [Fact]
    public void A_line_is_read_again_as_it_was()
    {
        CaseOutcome read = JournalFormat.Outcome(JournalFormat.Text(full))!;
        Assert.Equal(JournalFormat.Text(full), JournalFormat.Text(read));
        Assert.True(double.IsNaN(read.Kernels[1].Quantities[1].MaxAbs));
    }

    static QuantityOutcome Judged(long whole, double number) => new()
    {
        Quantity = Quantity.GradInput,
        Verdict = Verdict.OracleWorse,
        Allclose = true,
        AssertClose = true,
        MaxAbs = number,
        MaxRel = number,
        MaxUlp = whole,
        KernelShare = number,
        OracleShare = number,
        KernelUlp = whole,
        OracleUlp = whole,
        TighterShare = number,
        Unbounded = (int)Math.Clamp(whole, int.MinValue, int.MaxValue),
        ByBits = (int)Math.Clamp(whole, int.MinValue, int.MaxValue),
        KernelErrors = new ErrorSample([1, 0, whole], 2, 3),
        OracleErrors = new ErrorSample([], 0, 0),
        DeclaredVacuous = true,
        Disagreement = Told("oracle worse"),
    };

    static Disagreement Told(string verdict) => new()
    {
        Case = "bn1d/4x3",
        FoundAs = "bn1d/4x3",
        Kernel = "all",
        Quantity = "grad_input",
        Dtype = "float32",
        Verdict = verdict,
        Fails = false,
        Expected = double.NaN,
        Replay = "./run.sh replay bn1d/4x3",
    };
}

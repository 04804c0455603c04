using Parity.Oracles;
using Parity.Reference;
using Parity.Sequences;
using Parity.Tensors;
using Parity.Tests.Oracles;
using Xunit.Abstractions;

namespace Parity.Tests.Sequences;

/// <summary>Sequences find mistakes in a module's state, and say how to see them in few commands.</summary>
public sealed class SequenceDefectTests(ITestOutputHelper output)
{
    static readonly AnsweredSequences ofSeed42 = new(42);
    static readonly Lazy<Dictionary<string, int[]>> caughtAfter = new(() => LiveOracle.Use(_ => CaughtAfter(), TorchSharpOracle.Key));

    public static TheoryData<string, string, int> Defects() => new()
    {
        // The defect, what it shows in, and the most commands that the shrunk sequence may have.
        { "momentum-swapped", "running_mean", 1 },
        { "counter-not-incremented-when-momentum-is-null", "num_batches_tracked", 2 },
        { "eval-uses-batch-statistics", "output", 2 },
        { "statistics-updated-in-eval", "running_mean", 2 },
        { "gradient-overwritten", "grad_weight", 2 },
        { "bias-gradient-missing-without-weight", "grad_bias", 1 },
        { "channels-last-read-as-contiguous", "output", 1 },
        { "expanded-grad-output-read-as-dense", "grad_input or grad_weight", 1 },
        { "state-dict-without-counter", "num_batches_tracked", 2 },
        { "eps-of-backward", "grad_input", 3 },
        { "mode-of-backward", "grad_input", 3 },
        { "changed-weight-used", "error", 4 },
        { "reset-statistics-overlooked", "error", 3 },
        { "changed-eps-refused", "error", 3 },
        { "mode-one-forward-late", "output", 2 },
        { "eval-statistics-remembered", "output", 4 },
        { "counter-in-float", "num_batches_tracked", 3 },
        { "counter-ends-at-two-to-the24", "num_batches_tracked", 3 },
        { "refused-batch-not-counted", "num_batches_tracked", 1 },
        { "refused-rank-counted", "num_batches_tracked", 1 },
        { "refused-batch-forgets-forward", "grad_input", 3 },
        { "saved-statistics-shared", "grad_input", 5 },
        { "gradients-shared", "grad_weight", 6 },
    };

    [LiveTheory(TorchSharpOracle.Key), MemberData(nameof(Defects))]
    public void A_planted_defect_is_caught_and_shrinks_to_a_short_sequence(string defect, string quantity, int mostCommands)
    {
        KernelEntry planted = PlantedSequenceDefects.All.Single(entry => entry.Name == PlantedSequenceDefects.Prefix + defect);
        SequenceFailure? smallest = LiveOracle.Use(oracle => Find(planted, oracle), TorchSharpOracle.Key);
        Assert.NotNull(smallest);
        output.WriteLine($"{defect}: {smallest.Sequence} ({smallest.Quantity})");
        Assert.True(smallest.Sequence.Commands.Length <= mostCommands, smallest.Sequence.ToString());
        Assert.Contains(smallest.Quantity, quantity.Split(" or "));
        Assert.True(smallest.Sequence.Start.Channels <= 2, smallest.Sequence.ToString());
    }

    public static TheoryData<string> Names() => new(PlantedSequenceDefects.All.Select(entry => entry.Name));

    [LiveTheory(TorchSharpOracle.Key), MemberData(nameof(Names))]
    public void A_planted_defect_is_caught_within_500_sequences_of_any_of_20_seeds(string defect)
    {
        int[] caught = caughtAfter.Value[defect];
        output.WriteLine($"{defect}: median {caught[10]}, at most {caught[^1]} of 500 sequences");
        Assert.Equal(20, caught.Length);
        Assert.InRange(caught[^1], 1, 500);
    }

    [LiveFact(TorchSharpOracle.Key)]
    public void The_kernels_without_a_defect_agree()
    {
        SequenceReport report = LiveOracle.Use(oracle => new SequenceRun(new SequenceRequest
        {
            Count = Settings.Cases,
            Seed = Settings.Seed,
            Kernels = KernelCatalog.All,
            Oracle = (TorchSharpOracle)oracle,
        }).Execute(), TorchSharpOracle.Key);
        Assert.True(report.Passed, Text(report));
        Assert.Equal(Settings.Cases, report.Judged);
    }

    [LiveFact(TorchSharpOracle.Key)]
    public void An_answer_that_is_not_repeated_is_told_and_fails_nothing()
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        int changed = 0;
        IReadOnlyList<ModuleSnapshot> Ask(ModuleSequence sequence)
        {
            IReadOnlyList<ModuleSnapshot> said = SequenceCheck.Ask(sequence);
            if (asked.Add(sequence.ToString()) && said[^1].Tensors.Values.FirstOrDefault(tensor => tensor.Count > 0) is { } tensor)
            {
                changed++;
                tensor.Bytes[tensor.DType.Size() - 1] ^= 0x40;
            }

            return said;
        }

        SequenceReport report = LiveOracle.Use(oracle => new SequenceRun(new SequenceRequest
        {
            Count = 20,
            Seed = Settings.Seed,
            Kernels = [KernelCatalog.All[0]],
            Oracle = (TorchSharpOracle)oracle,
            Ask = Ask,
        }).Execute(), TorchSharpOracle.Key);
        Assert.True(report.Passed, Text(report));
        Assert.InRange(changed, 10, 20);
        Assert.Equal(changed, report.Unsteady.Count);
        Assert.All(report.Unsteady, unsteady => Assert.Equal(3, unsteady.Said.Calls));
        Assert.Contains("  unsteady: first after command ", Text(report), StringComparison.Ordinal);
    }

    // Sequences until each defect is caught, of every seed, fewest first.
    static Dictionary<string, int[]> CaughtAfter()
    {
        var caught = PlantedSequenceDefects.All.ToDictionary(planted => planted.Name, _ => new List<int>());
        for (int seed = 0; seed < 20; seed++)
        {
            var answered = new AnsweredSequences(seed);
            foreach (KernelEntry planted in PlantedSequenceDefects.All)
                caught[planted.Name].Add(First(planted, answered) ?? int.MaxValue);
        }

        return caught.ToDictionary(entry => entry.Key, entry => (int[])[.. entry.Value.Order()]);
    }

    static int? First(KernelEntry planted, AnsweredSequences answered) => answered.Take(500).Index()
        .Where(drawn => Caught(planted, drawn.Item.Sequence, drawn.Item.Expected) is not null).Select(drawn => (int?)drawn.Index + 1).FirstOrDefault();

    static SequenceFailure? Find(KernelEntry planted, IOracle oracle)
    {
        foreach ((ModuleSequence sequence, IReadOnlyList<ModuleSnapshot> expected) in ofSeed42.Take(500))
            if (Caught(planted, sequence, expected) is { } failure)
                return SequenceCheck.Shrink(failure, planted, oracle);

        return null;
    }

    // Two threads take ten times as long as one, and show what one cannot: the others are to be caught without them.
    static SequenceFailure? Caught(KernelEntry planted, ModuleSequence sequence, IReadOnlyList<ModuleSnapshot> expected) =>
        planted.Name == PlantedSequenceDefects.BesideAnotherThread
            ? SequenceCheck.Compare(planted, sequence, expected)
            : SequenceCheck.CompareAlone(planted, sequence, expected);

    static string Text(SequenceReport report)
    {
        using var text = new StringWriter();
        LiveOracle.Use(oracle =>
        {
            SequenceText.Write(text, report, oracle, "");
            return 0;
        }, TorchSharpOracle.Key);
        return text.ToString();
    }
}

using Parity.Cases;
using Parity.Fixtures;
using Parity.Libtorch;
using Parity.Oracles;
using Parity.Tests.Oracles;
using Parity.Trust;

namespace Parity.Tests.Planted;

/// <summary>What the oracles answer to the cases of a default run: asked once, and shared by all defects.</summary>
static class SharedAnswers
{
    // As many as parity check draws by itself; only what a hunt reaches is drawn and answered.
    static readonly int mostCases = Math.Max(Settings.Cases, 1000);

    static readonly Lazy<AnsweredTrials> live = new(() => new AnsweredTrials(
        CaseData.Trials(Settings.Seed, mostCases, c => LiveOracle.Use(oracle => oracle.WhyNot(c)) ?? LibtorchDefects.WhyNot(c)),
        trial => LiveOracle.Use(oracle => oracle.Run(trial))));

    static readonly Lazy<AnsweredTrials> recorded = new(() =>
    {
        var oracle = new RecordedOracle(FixtureSet.Load(FixtureFolder.Find()));
        return new AnsweredTrials(oracle.Trials, oracle.Run);
    });

    /// <summary>Generated cases with the live oracle's answers.</summary>
    public static IEnumerable<AnsweredTrial> Live => live.Value.All();

    /// <summary>Every fixture.</summary>
    public static IEnumerable<AnsweredTrial> Recorded => recorded.Value.All();
}

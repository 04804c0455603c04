using System.Text;
using Parity.Cases;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.BadUses;

/// <summary>
/// Puts every bad use to an oracle, whose answers are held against the known divergences, and to the modules under test, whose answers are held against PyTorch's.
/// </summary>
/// <param name="Check">What was known of the oracle, and what fails.</param>
/// <param name="Ours">What the modules under test say otherwise than PyTorch.</param>
/// <param name="Asked">How many bad uses the oracle was asked about.</param>
/// <param name="NotAsked">Those that it cannot express, or that could end this process.</param>
sealed record BadUseRun(DivergenceCheck Check, OwnUses Ours, int Asked, IReadOnlyList<BadUse> NotAsked)
{
    /// <summary>Whether nothing of the oracle is new or gone, and the modules under test say what PyTorch says.</summary>
    public bool Passed => Check.Problems.Count == 0 && Ours.Problems.Count == 0;

    /// <summary>Runs all of it.</summary>
    /// <param name="oracle">The oracle.</param>
    /// <param name="known">What is known of it.</param>
    /// <param name="ours">What the modules under test made of the same uses.</param>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public static BadUseRun Of(IBadUseOracle oracle, IReadOnlyList<Divergence> known, OwnUses ours)
    {
        var check = new DivergenceCheck(oracle.Library, oracle.LibraryVersion, known);
        var notAsked = new List<BadUse>();
        foreach (BadUse use in BadUseCatalog.All)
            if (oracle.Attempt(use) is { } answer)
                check.Add(use, answer);
            else
                notAsked.Add(use);
        foreach ((string name, string? says, string? pytorch) in oracle.Behaviours.Append(AmbiguousStrides.Behaviour(oracle)))
            check.Add(name, says, pytorch);
        return new BadUseRun(check, ours, BadUseCatalog.All.Count - notAsked.Count, notAsked);
    }

    /// <summary>The same for a report.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public static DivergenceComparison Report(IBadUseOracle oracle, IReadOnlyList<Divergence> known, OwnUses ours)
    {
        BadUseRun run = Of(oracle, known, ours);
        return new DivergenceComparison
        {
            Library = $"{oracle.Library} {oracle.LibraryVersion}",
            Asked = run.Asked,
            NotAsked = run.NotAsked.Count,
            Known = run.Check.Known,
            Problems = run.Check.Problems,
            OursAsked = ours.Asked,
            Ours = ours.Problems,
        };
    }
}

/// <summary>The table of errors, ours beside PyTorch's, in Markdown.</summary>
static class BadUseTable
{
    /// <summary>One row per bad use.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| use | PyTorch | ours | batches counted | loaded |\n|---|---|---|---|---|\n");
        foreach (BadUse use in BadUseCatalog.All)
        {
            string pytorch = use.Says is { } says ? $"`{BadUse.OneLine(says)}`" : "no error";
            text.Append(null, $"| {use} | {pytorch} | {Ours(use)} | {use.Counted?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"} | {use.Loaded ?? "–"} |\n");
        }

        return text.ToString();
    }

    static string Ours(BadUse use) => OwnAnswer.To(use) switch
    {
        null => "does not compile",
        { Error: null } => use.Says is null ? "no error" : "**no error**",
        { Error: { } error } => error.Message == use.Says ? "the same" : $"**`{BadUse.OneLine(error.Message)}`**",
    };
}

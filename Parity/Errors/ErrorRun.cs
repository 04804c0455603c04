using Parity.Oracles;
using Parity.Reports;

namespace Parity.Errors;

/// <summary>Asks an oracle about every bad use and holds its answers against the known divergences.</summary>
/// <param name="Check">What was known, and what fails.</param>
/// <param name="Asked">How many bad uses it was asked about.</param>
/// <param name="NotAsked">Those that it cannot express, or that could end this process.</param>
public sealed record ErrorRun(DivergenceCheck Check, int Asked, IReadOnlyList<BadUse> NotAsked)
{
    /// <summary>Runs all of it.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public static ErrorRun Of(IErrorOracle oracle, IReadOnlyList<Divergence> known)
    {
        var check = new DivergenceCheck(oracle.Library, oracle.LibraryVersion, known);
        var notAsked = new List<BadUse>();
        foreach (BadUse use in BadUseCatalog.All)
            if (oracle.Attempt(use) is { } answer)
                check.Add(use, answer);
            else
                notAsked.Add(use);
        foreach ((string name, string? says, string? pytorch) in oracle.Behaviours)
            check.Add(name, says, pytorch);
        return new ErrorRun(check, BadUseCatalog.All.Count - notAsked.Count, notAsked);
    }

    /// <summary>The same for a report.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public static DivergenceComparison Report(IErrorOracle oracle, IReadOnlyList<Divergence> known)
    {
        ErrorRun run = Of(oracle, known);
        return new DivergenceComparison
        {
            Library = $"{oracle.Library} {oracle.LibraryVersion}",
            Asked = run.Asked,
            NotAsked = run.NotAsked.Count,
            Known = [.. run.Check.Known.Select(entry => new KnownDivergence(entry.Case, entry.Note, entry.Says, entry.PyTorch, entry.Follow))],
            Problems = run.Check.Problems,
        };
    }
}

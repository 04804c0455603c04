using Parity.Cases;
using Parity.Fixtures;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Oracles;

/// <summary>What a library answered when the fixtures were recorded.</summary>
/// <param name="fixtures">The fixtures.</param>
sealed class RecordedOracle(FixtureSet fixtures) : IOracle
{
    /// <summary>The key on the command line.</summary>
    public const string Key = "recorded";

    /// <inheritdoc/>
    public string Name => Key;

    /// <summary>The libraries that were recorded; with the number of fixtures of each where they are several.</summary>
    public string Version { get; } = Summary(fixtures);

    /// <inheritdoc/>
    public bool Live => false;

    /// <inheritdoc/>
    public string Caution => "recorded fixtures only: no library was run; the kernels were compared with answers from an earlier day";

    /// <summary>The fixtures that it answers from.</summary>
    public FixtureSet Fixtures => fixtures;

    /// <summary>All that it can answer, in the order of names.</summary>
    public IReadOnlyList<Trial> Trials { get; } = [.. fixtures.Fixtures.Select(fixture => fixture.Trial)];

    /// <summary>On what the bits of those fixtures depend whose library's arithmetic is known; null where there are none.</summary>
    public string? Conditions { get; } = fixtures.Fixtures.Select(fixture => fixture.Origin?.Conditions).FirstOrDefault(conditions => conditions is not null)?.ToString();

    /// <summary>The conditions that a fixture was recorded under; null where they are not those of a known arithmetic.</summary>
    public LibtorchConditions? ConditionsOf(Trial trial) => fixtures.Find(trial.Descriptor)?.Origin?.Conditions;

    /// <inheritdoc/>
    public string? WhyNot(BatchNormCase c) => null;

    /// <inheritdoc/>
    public BatchNormResult Run(Trial trial) =>
        fixtures.Find(trial.Descriptor)?.Expected
        ?? throw new OracleFailureException(
            $"nothing is recorded for {trial.Descriptor}: the recorded oracle answers its own fixtures only, "
            + $"{Fixture.DescriptorOf("NAME")} for each of the {fixtures.Fixtures.Count} in {fixtures.Folder}");

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }

    // Each library once, with its versions; what it is itself built on stays in the fixtures.
    static string Summary(FixtureSet fixtures)
    {
        string[] oracles = [.. fixtures.Fixtures.CountBy(fixture => fixture.Oracle).OrderByDescending(entry => entry.Value).Select(entry => entry.Key)];
        return oracles.Length == 1 ? oracles[0] : string.Join(", ", oracles
            .Select(oracle => oracle.Split(" (")[0].Split(' ', 2))
            .GroupBy(words => words[0])
            .Select(library => $"{library.Key} {string.Join(" and ", library.Select(words => words[^1]).Distinct())}"));
    }
}

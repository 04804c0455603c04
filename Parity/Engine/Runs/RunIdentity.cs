using System.Globalization;
using Parity.Fixtures;
using Parity.Oracles;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Everything that a run's results depend on: two runs of one identity have the same results.</summary>
public sealed record RunIdentity
{
    /// <summary>Version and build of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of cases.</summary>
    public required int Cases { get; init; }

    /// <summary>Which part of a larger run this is; null for a whole one.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Who decides.</summary>
    public required OracleIdentity Oracle { get; init; }

    /// <summary>SHA-256 of the manifest of what the oracle recalls; null for one that computes.</summary>
    public string? Fixtures { get; init; }

    /// <summary>The kernels under test.</summary>
    public required IReadOnlyList<KernelIdentity> Kernels { get; init; }

    /// <summary>Where the run takes place.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>What follows the descriptor on a replay line.</summary>
    public required string ReplayOptions { get; init; }

    /// <summary>The identity of a run.</summary>
    public static RunIdentity Of(RunPlan request) => new()
    {
        Program = ProgramBuild.Program,
        Seed = request.Seed,
        Cases = request.Cases,
        Shard = request.Shard,
        Oracle = OracleIdentity.Of(request.Oracle),
        Fixtures = request.Oracle is RecordedOracle recorded
            ? FixtureManifest.HashOf(File.ReadAllBytes(Path.Combine(recorded.Fixtures.Folder, FixtureManifest.FileName)))
            : null,
        Kernels = [.. request.Kernels.Select(ProgramBuild.Of)],
        Environment = Machine.Describe(request.Threads, TorchSharpLoader.Note),
        ReplayOptions = request.ReplayOptions,
    };

    /// <summary>What differs, such as <c>seed 7 instead of 42</c>; empty where nothing does.</summary>
    public IReadOnlyList<string> Differences(RunIdentity wanted) =>
        [.. Parts().Zip(wanted.Parts())
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name} {pair.First.Text} instead of {pair.Second.Text}")];

    IEnumerable<(string Name, string Text)> Parts() =>
    [
        ("seed", Text(Seed)),
        ("cases", Text(Cases)),
        ("shard", Shard is null ? "none" : $"{Shard} of {Text(Shard.RunCases)} cases"),
        ("oracle", $"{Oracle.Name} {Oracle.Version}"),
        ("oracle threads", Text(Oracle.Threads)),
        ("fixtures", Fixtures ?? "none"),
        ("kernels", string.Join(", ", Kernels.Select(kernel => kernel.Name))),
        ("kernel builds", string.Join(", ", Kernels.Select(kernel => $"{kernel.Assembly} {kernel.Build}").Distinct())),
        ("program", Program),
        ("threads", Text(Environment.Threads)),
        ("instruction set", Environment.Simd),
        ("processor", Environment.Cpu),
        ("system", $"{Environment.Os}, {Environment.Dotnet}"),
        ("options", ReplayOptions.Length > 0 ? ReplayOptions.Trim() : "none"),
    ];

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

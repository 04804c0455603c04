using System.Globalization;
using Parity.Cases;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What a run is: its cases, who is asked and who is judged. Draws its own trials.</summary>
sealed record RunPlan
{
    readonly IEnumerable<Trial>? given;

    /// <summary>The trials that are still to be judged, in order; drawn while the run goes on, unless they are given.</summary>
    public IEnumerable<Trial> Trials
    {
        get => given ?? Drawn();
        init => given = value;
    }

    /// <summary>How many cases there are, with those that the journal has.</summary>
    public required int Cases { get; init; }

    /// <summary>Which part of a larger run this is; null for a whole one.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Where results are kept as they come, with those of the cases before <see cref="Trials"/>; null to keep none.</summary>
    public Journal? Journal { get; init; }

    /// <summary>Seed that the trials were drawn from.</summary>
    public required int Seed { get; init; }

    /// <summary>Kernels under test.</summary>
    public required IReadOnlyList<KernelEntry> Kernels { get; init; }

    /// <summary>Who decides.</summary>
    public required IOracle Oracle { get; init; }

    /// <summary>What was measured beside the cases, which is told and judged with them.</summary>
    public RunAnnexes Annexes { get; init; } = new();

    /// <summary>Threads that a kernel may use at least; a case may give it more.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How many cases are judged at once; results are the same at any number.</summary>
    public int Jobs { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Where kernels are run; null for this process, which a kernel that hangs or dies takes along.</summary>
    public IsolatedKernels? Isolated { get; init; }

    /// <summary>What follows the descriptor on a replay line, such as <c> --kernel simd</c>.</summary>
    public string ReplayOptions { get; init; } = "";

    /// <summary>What shows a case of this run again.</summary>
    public string Replay(string descriptor) => Replaying?.Invoke(descriptor) ?? ReplayLine.Of(descriptor, ReplayOptions);

    /// <summary>What shows a case again where that is no command line; null where it is.</summary>
    public Func<string, string>? Replaying { get; init; }

    /// <summary>
    /// How long a case that the oracle lost waits for the signal that may have ended both. It reaches this process at
    /// about the same time.
    /// </summary>
    public TimeSpan SignalDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Told after every case: how many are done, and how many of them failed.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>All of this that the results depend on.</summary>
    public RunIdentity Identity => new()
    {
        Program = ProgramBuild.Program,
        Seed = Seed,
        Cases = Cases,
        Shard = Shard,
        Oracle = OracleIdentity.Of(Oracle),
        Fixtures = Oracle is RecordedOracle recorded
            ? FixtureManifest.HashOf(File.ReadAllBytes(Path.Combine(recorded.Fixtures.Folder, FixtureManifest.FileName)))
            : null,
        Kernels = [.. Kernels.Select(ProgramBuild.Of)],
        Environment = Machine.Describe(Threads, TorchSharpLoader.Note),
        ReplayOptions = ReplayOptions,
    };

    /// <summary>The plan of one part of this run; of the whole where there are no parts.</summary>
    /// <exception cref="UnusableException">There are more parts than cases.</exception>
    public RunPlan Part((int Index, int Of)? part)
    {
        if (part is not var (index, of))
            return this;
        if (of > Cases)
            throw new UnusableException(FormattableString.Invariant(
                $"--shard is {index}/{of}, but there are {Cases} cases; allowed are at most as many parts"));
        var shard = new Shard(index, of, Cases);
        return this with { Shard = shard, Cases = shard.Cases };
    }

    // A recorded oracle answers its own fixtures only.
    IEnumerable<Trial> Drawn()
    {
        int judged = Journal?.Judged ?? 0, first = (Shard?.FirstCase ?? 0) + judged, left = Cases - judged;
        return Oracle is RecordedOracle recorded
            ? recorded.Trials.Skip(first).Take(left)
            : CaseData.Trials(Seed, left, c => Oracle.WhyNot(c) ?? CoveredCases.WhyNot(Kernels, c), first);
    }
}

/// <summary>A plan as it is written down: two runs of one identity have the same results.</summary>
sealed record RunIdentity
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

    /// <summary>Command line that shows a case of this run again.</summary>
    public string Replay(string descriptor) => ReplayLine.Of(descriptor, ReplayOptions);

    /// <summary>What differs, such as <c>seed 7 instead of 42</c>; empty where nothing does.</summary>
    public IReadOnlyList<string> Differences(RunIdentity wanted) => Differences([.. Shared(), .. Own()], [.. wanted.Shared(), .. wanted.Own()]);

    /// <summary>What keeps this part and another from being of one run; empty where nothing does.</summary>
    /// <remarks>The same kernels give the same bits on any machine, so parts may come from several.</remarks>
    public IReadOnlyList<string> DifferencesOfRuns(RunIdentity other) => Differences([.. Whole(), .. Shared()], [.. other.Whole(), .. other.Shared()]);

    static string[] Differences(IEnumerable<(string Name, string Text)> found, IEnumerable<(string Name, string Text)> wanted) =>
        [.. found.Zip(wanted)
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name} {pair.First.Text} instead of {pair.Second.Text}")];

    // What the parts of a run have in common.
    IEnumerable<(string Name, string Text)> Shared() =>
    [
        ("seed", Text(Seed)),
        ("oracle", $"{Oracle.Name} {Oracle.Version}"),
        ("oracle threads", Text(Oracle.Threads)),
        ("fixtures", Fixtures ?? "none"),
        ("kernels", string.Join(", ", Kernels.Select(kernel => kernel.Name))),
        ("kernel builds", string.Join(", ", Kernels.Select(kernel => $"{kernel.Assembly} {kernel.Build}").Distinct())),
        ("program", Program),
        ("threads", Text(Environment.Threads)),
    ];

    // What each part has for itself.
    IEnumerable<(string Name, string Text)> Own() =>
    [
        ("cases", Text(Cases)),
        ("shard", Shard is null ? "none" : $"{Shard} of {Text(Shard.RunCases)} cases"),
        ("instruction set", Environment.Simd),
        ("processor", Environment.Cpu),
        ("system", $"{Environment.Os}, {Environment.Dotnet}"),
        ("options", ReplayOptions.Length > 0 ? ReplayOptions.Trim() : "none"),
    ];

    IEnumerable<(string Name, string Text)> Whole() =>
    [
        ("number of parts", Text(Shard?.Of ?? 1)),
        ("cases of the run", Text(Shard?.RunCases ?? Cases)),
    ];

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>What a run is: its cases, who is asked and who is judged. Draws its own trials and makes its replay lines.</summary>
public sealed record RunPlan
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

    /// <summary>What the oracle made of bad uses, which is told and judged with the cases; null where it was not asked.</summary>
    public DivergenceComparison? Divergences { get; init; }

    /// <summary>Largest number of threads that a kernel may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where kernels are run; null for this process, which a kernel that hangs or dies takes along.</summary>
    public IsolatedKernels? Isolated { get; init; }

    /// <summary>What follows the descriptor on a replay line, such as <c> --kernel simd</c>.</summary>
    public string ReplayOptions { get; init; } = "";

    /// <summary>Everything that the results depend on.</summary>
    public RunIdentity Identity => RunIdentity.Of(this);

    /// <summary>Command line that shows a case of this run again.</summary>
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

using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>What a run found: the one record that console, JSON, Markdown and HTML are written from.</summary>
public sealed record ParityReport
{
    /// <summary>Version of this record's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>
    /// Whether something was compared and everything passed: every case judged, nothing moved for the worse since the
    /// baseline, and no divergence of the library unknown.
    /// </summary>
    public bool Passed => Failed == 0 && OracleFailures.Count == 0 && !Interrupted
        && Agreement.Count > 0 && Agreement.All(row => row.Failed == 0)
        && Library?.Passed != false && Divergences?.Passed != false && Baseline?.Passed != false;

    /// <summary><c>PASSED</c>, <c>FAILED</c>, or <c>INTERRUPTED</c> where not all was judged.</summary>
    [JsonIgnore]
    public string Outcome => Passed ? "PASSED" : Interrupted ? "INTERRUPTED" : "FAILED";

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of cases that were asked for.</summary>
    public required int Cases { get; init; }

    /// <summary>Number of cases that oracle and kernels answered; below <see cref="Cases"/> when the oracle failed.</summary>
    public required int Judged { get; init; }

    /// <summary>Number of cases that failed the gate or had no answer.</summary>
    public int Failed { get; init; }

    /// <summary>Whether the run was ended before every case was judged and every counterexample shrunk.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Which part of a larger run this is; null for a whole one.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Version and build of the program that compared.</summary>
    public string Program { get; init; } = "";

    /// <summary>The kernels under test, in the order of the command line.</summary>
    public IReadOnlyList<KernelIdentity> Kernels { get; init; } = [];

    /// <summary>What each of them declares, and how it kept it.</summary>
    public IReadOnlyList<StandardRow> Standards { get; init; } = [];

    /// <summary>Who decided.</summary>
    public required OracleIdentity Oracle { get; init; }

    /// <summary>Where the run took place.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>One row per kernel, quantity, dtype and mode that was compared.</summary>
    public required IReadOnlyList<AgreementRow> Agreement { get; init; }

    /// <summary>How far kernels and oracle are from the exact values; one row per kernel, quantity, dtype and mode.</summary>
    public IReadOnlyList<AccuracyRow> Accuracy { get; init; } = [];

    /// <summary>How the cases spread over module, mode, dtype and layout.</summary>
    public required IReadOnlyList<CoverageRow> Coverage { get; init; }

    /// <summary>How the cases spread over options, sizes and data, one at a time; what no case has is there too.</summary>
    public IReadOnlyList<OptionRow> Options { get; init; } = [];

    /// <summary>What did not pass, and what the oracle got wrong; in the order of cases.</summary>
    public required IReadOnlyList<Disagreement> Disagreements { get; init; }

    /// <summary>Disagreements beyond those listed, counted only.</summary>
    public int DisagreementsLeftOut { get; init; }

    /// <summary>Cases that the oracle gave no answer for.</summary>
    public required IReadOnlyList<OracleFailure> OracleFailures { get; init; }

    /// <summary>Cases without an answer beyond those listed, counted only.</summary>
    public int OracleFailuresLeftOut { get; init; }

    /// <summary>Cases that would have failed for an answer that the oracle did not repeat.</summary>
    public IReadOnlyList<UnsteadyAnswer> Unsteady { get; init; } = [];

    /// <summary>Such cases beyond those listed, counted only.</summary>
    public int UnsteadyLeftOut { get; init; }

    /// <summary>The library beside its known arithmetic; null where none is known.</summary>
    public LibraryReport? Library { get; init; }

    /// <summary>What moved since the baseline was recorded; null where that was not asked.</summary>
    public BaselineComparison? Baseline { get; init; }

    /// <summary>Where the library departs from PyTorch; null where it was not asked.</summary>
    public DivergenceComparison? Divergences { get; init; }

    /// <summary>What a bench measured, where one was handed to the run.</summary>
    public BenchReport? Bench { get; init; }

    /// <summary>When and how long; the only part that differs between two runs of one seed.</summary>
    public required RunTiming Timing { get; init; }
}

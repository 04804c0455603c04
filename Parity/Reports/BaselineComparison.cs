namespace Parity.Reports;

/// <summary>What moved since the baseline was recorded, the worst first.</summary>
public sealed record BaselineComparison
{
    /// <summary>The file of the baseline.</summary>
    public required string File { get; init; }

    /// <summary>The gravest level of any row.</summary>
    public required BaselineLevel Level { get; init; }

    /// <summary>Whether nothing drifted and nothing is broken.</summary>
    public bool Passed => Level < BaselineLevel.Drifted;

    /// <summary>The environment that is on record.</summary>
    public required string RecordedIn { get; init; }

    /// <summary>The environment of this run.</summary>
    public required string MeasuredIn { get; init; }

    /// <summary>Whether agreement with the oracle was compared: only in the environment that is on record.</summary>
    public required bool AgreementCompared { get; init; }

    /// <summary>What was not compared and why, in sentences.</summary>
    public required IReadOnlyList<string> NotCompared { get; init; }

    /// <summary>What is not as it is on record, the gravest first.</summary>
    public required IReadOnlyList<BaselineChange> Changes { get; init; }

    /// <summary>Number of rows that are as they are on record, to the bit.</summary>
    public required int Same { get; init; }
}

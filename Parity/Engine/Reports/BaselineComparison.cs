using System.Text.Json.Serialization;

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

/// <summary>One quantity that is not as it is on record, for one kernel, dtype and mode.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="Level">How far it is from the record.</param>
/// <param name="Numbers">The numbers that moved; none where only bits did.</param>
public sealed record BaselineChange(
    string Kernel, string Quantity, string Dtype, string Mode, BaselineLevel Level, IReadOnlyList<DiffNumber> Numbers)
{
    /// <summary>By what factor its error grew, for sorting.</summary>
    public double Gravity { get; init; }
}

/// <summary>How far a kernel is from what is on record, from the least to the gravest.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BaselineLevel>))]
public enum BaselineLevel
{
    /// <summary>The same bits and the same numbers.</summary>
    [JsonStringEnumMemberName("same")]
    Same,

    /// <summary>Nothing is on record: told, and passes.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>Errors shrank beyond the margin: told, and passes.</summary>
    [JsonStringEnumMemberName("improved")]
    Improved,

    /// <summary>Other bits, errors within the margin: told, and passes.</summary>
    [JsonStringEnumMemberName("bits changed")]
    BitsChanged,

    /// <summary>Errors grew beyond the margin, though within the bound: fails.</summary>
    [JsonStringEnumMemberName("drifted")]
    Drifted,

    /// <summary>Outside the bound, not passing the gate, or gone: fails.</summary>
    [JsonStringEnumMemberName("broken")]
    Broken,
}

/// <summary>What became of a number.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Movement>))]
public enum Movement
{
    /// <summary>It moved, but not beyond what is told apart as worse or better.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,

    /// <summary>It is better.</summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>It is worse.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,
}

/// <summary>A number that is not the same in both reports.</summary>
/// <param name="Name">Which.</param>
/// <param name="Before">In the first; null where it has none.</param>
/// <param name="After">In the second; null where it has none.</param>
/// <param name="Change">What that means.</param>
public sealed record DiffNumber(string Name, double? Before, double? After, Movement Change);

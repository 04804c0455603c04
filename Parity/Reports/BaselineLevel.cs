using System.Text.Json.Serialization;

namespace Parity.Reports;

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

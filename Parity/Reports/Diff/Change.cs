using System.Text.Json.Serialization;

namespace Parity.Reports.Diff;

/// <summary>What became of a number.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Change>))]
public enum Change
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

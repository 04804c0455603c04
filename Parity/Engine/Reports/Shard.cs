using System.Globalization;

namespace Parity.Reports;

/// <summary>A contiguous part of a run's cases.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Of">Number of parts.</param>
/// <param name="RunCases">Number of cases of the whole run.</param>
public sealed record Shard(int Index, int Of, int RunCases)
{
    /// <summary>Number of the first case.</summary>
    public int FirstCase => Border(Index - 1);

    /// <summary>Number of cases.</summary>
    public int Cases => Border(Index) - FirstCase;

    /// <summary>As the command line takes it: <c>3/8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Of}");

    int Border(int part) => (int)((long)RunCases * part / Of);
}

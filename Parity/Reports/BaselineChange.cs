using Parity.Reports.Diff;

namespace Parity.Reports;

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

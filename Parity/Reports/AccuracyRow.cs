namespace Parity.Reports;

/// <summary>How far kernel and oracle are from the exact values over the very same elements, for one quantity, dtype and mode.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name.</param>
/// <param name="Dtype">Element type of the batch by torch's name.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="KernelErrors">The kernel's errors.</param>
/// <param name="OracleErrors">The oracle's errors.</param>
public sealed record AccuracyRow(
    string Kernel, string Quantity, string Dtype, string Mode, ErrorProfile KernelErrors, ErrorProfile OracleErrors)
{
    /// <summary>The two rows of one kernel, quantity, dtype and mode as one.</summary>
    public AccuracyRow Plus(AccuracyRow other) => this with
    {
        KernelErrors = KernelErrors.Plus(other.KernelErrors),
        OracleErrors = OracleErrors.Plus(other.OracleErrors),
    };
}

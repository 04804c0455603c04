namespace Parity.Reports;

/// <summary>How many cases have one option.</summary>
/// <param name="Group">What the option is about, such as <c>momentum</c>.</param>
/// <param name="Option">Its class there, such as <c>null</c>.</param>
/// <param name="Cases">Number of cases.</param>
/// <param name="Tensors">Tensors that were compared in them, over all kernels.</param>
/// <param name="DeclaredVacuous">Those of the tensors that could not have failed, as their cases say.</param>
public sealed record OptionRow(string Group, string Option, int Cases, int Tensors, int DeclaredVacuous)
{
    /// <summary>One row of several parts of a run.</summary>
    public static OptionRow Together(IEnumerable<OptionRow> rows) => rows.Aggregate((one, other) => one with
    {
        Cases = one.Cases + other.Cases,
        Tensors = one.Tensors + other.Tensors,
        DeclaredVacuous = one.DeclaredVacuous + other.DeclaredVacuous,
    });
}

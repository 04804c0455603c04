namespace Parity.Reports;

/// <summary>How many cases fell into one cell of the generated space.</summary>
/// <param name="Module"><c>BatchNorm1d</c> or <c>BatchNorm2d</c>.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Layout">Memory layout by its descriptor word; <c>contiguous</c> for the default.</param>
/// <param name="Cases">Number of cases.</param>
/// <param name="Reason">Why there is none, where the oracle cannot answer any.</param>
public sealed record CoverageRow(string Module, string Mode, string Dtype, string Layout, int Cases, string? Reason = null);

/// <summary>How many cases have one option.</summary>
/// <param name="Group">What the option is about, such as <c>momentum</c>.</param>
/// <param name="Option">Its class there, such as <c>null</c>.</param>
/// <param name="Cases">Number of cases.</param>
/// <param name="Tensors">Tensors that were compared in them, over all kernels.</param>
/// <param name="DeclaredVacuous">Those of the tensors that could not have failed, as their cases say.</param>
public sealed record OptionRow(string Group, string Option, int Cases, int Tensors, int DeclaredVacuous);

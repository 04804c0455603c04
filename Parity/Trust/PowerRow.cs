namespace Parity.Trust;

/// <summary>The smallest change of a right result that the gate sees.</summary>
/// <param name="Quantity">What was changed, by torch's name.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Mode">train or eval.</param>
/// <param name="OneElement">Smallest change of one element that was caught, in ULP; null where none was.</param>
/// <param name="OneElementCase">Descriptor of the case that caught it.</param>
/// <param name="AllElements">Smallest change of all elements that was caught, in ULP; null where none was.</param>
/// <param name="AllElementsCase">Descriptor of the case that caught it.</param>
public sealed record PowerRow(
    string Quantity, string Dtype, string Mode, long? OneElement, string? OneElementCase, long? AllElements, string? AllElementsCase);

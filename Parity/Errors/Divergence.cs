using System.Text.Json.Serialization;

namespace Parity.Errors;

/// <summary>A place where a library is known to depart from PyTorch.</summary>
/// <param name="Library">Such as <c>TorchSharp</c>.</param>
/// <param name="Versions">The versions that it was seen in.</param>
/// <param name="Case">The bad use, or another behaviour, that shows it.</param>
/// <param name="Says">What the library says there; null where it raises nothing.</param>
/// <param name="PyTorch">What PyTorch says there; null where it raises nothing.</param>
/// <param name="Follow">Whom our modules follow.</param>
/// <param name="Note">What it is about, in a few words.</param>
public sealed record Divergence(
    string Library, IReadOnlyList<string> Versions, string Case, string? Says, [property: JsonPropertyName("pytorch")] string? PyTorch, string Follow, string Note);

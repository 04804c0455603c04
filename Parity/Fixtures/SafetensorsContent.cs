using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>Named tensors and their metadata: what one safetensors file, or one frame of the oracle's worker, holds.</summary>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Tensors">Tensors by name.</param>
public sealed record SafetensorsContent(
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyDictionary<string, DenseTensor> Tensors);

namespace Parity.Cases;

/// <summary>Element type and shape that a quantity has in a case.</summary>
/// <param name="DType">Element type.</param>
/// <param name="Shape">Lengths of the dimensions.</param>
public sealed record QuantityForm(DType DType, IReadOnlyList<int> Shape)
{
    /// <summary>The form of a quantity; null where the case has none.</summary>
    public static QuantityForm? Of(BatchNormCase c, Quantity quantity) => quantity switch
    {
        Quantity.Output => new(c.DType, c.Shape),
        Quantity.GradInput => c.Requires.HasFlag(GradientRequest.Input) ? new(c.DType, c.Shape) : null,
        Quantity.BatchMean or Quantity.BatchVar => new(c.DType, [c.Channels]),
        Quantity.GradWeight => c.HasWeight && c.Requires.HasFlag(GradientRequest.Weight) ? new(c.ParameterDType, [c.Channels]) : null,
        Quantity.GradBias => c.HasBias && c.Requires.HasFlag(GradientRequest.Bias) ? new(c.ParameterDType, [c.Channels]) : null,
        Quantity.RunningMean or Quantity.RunningVar => c.TrackRunningStats ? new(c.ParameterDType, [c.Channels]) : null,
        Quantity.NumBatchesTracked => c.TrackRunningStats ? new(DType.Int64, []) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(quantity), quantity, null),
    };

    /// <summary>Whether a tensor has this form.</summary>
    public bool Fits(DenseTensor tensor) => tensor.DType == DType && tensor.Shape.SequenceEqual(Shape);

    /// <summary>Such as <c>float32 [4, 3]</c>.</summary>
    public override string ToString() => $"{DType.TorchName()} [{string.Join(", ", Shape)}]";
}

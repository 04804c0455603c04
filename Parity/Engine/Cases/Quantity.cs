using Parity.Tensors;

namespace Parity.Cases;

/// <summary>What is compared, in the order of reports.</summary>
public enum Quantity
{
    /// <summary>The normalised batch.</summary>
    Output,

    /// <summary>Mean of each channel of the batch.</summary>
    BatchMean,

    /// <summary>Biased variance of each channel of the batch.</summary>
    BatchVar,

    /// <summary>Running mean after the step.</summary>
    RunningMean,

    /// <summary>Running unbiased variance after the step.</summary>
    RunningVar,

    /// <summary>Number of batches seen in training after the step.</summary>
    NumBatchesTracked,

    /// <summary>Gradient with respect to the input.</summary>
    GradInput,

    /// <summary>Gradient with respect to the weight.</summary>
    GradWeight,

    /// <summary>Gradient with respect to the bias.</summary>
    GradBias,
}

/// <summary>torch's names of the quantities.</summary>
static class QuantityNames
{
    static readonly string[] names =
    [
        "output", "batch_mean", "batch_var", "running_mean", "running_var", "num_batches_tracked",
        "grad_input", "grad_weight", "grad_bias",
    ];

    /// <summary>Every quantity, in the order of reports.</summary>
    public static IReadOnlyList<Quantity> All { get; } = Enum.GetValues<Quantity>();

    /// <summary>Every quantity, after those that it is computed from: where several are wrong, the first is the cause.</summary>
    public static IReadOnlyList<Quantity> ByCause { get; } =
    [
        Quantity.BatchMean, Quantity.BatchVar, Quantity.NumBatchesTracked, Quantity.Output, Quantity.RunningMean, Quantity.RunningVar,
        Quantity.GradBias, Quantity.GradWeight, Quantity.GradInput,
    ];

    /// <summary>torch's name: <c>grad_input</c>.</summary>
    public static string TorchName(this Quantity quantity) => names[(int)quantity];
}

/// <summary>Element type and shape that a quantity has in a case.</summary>
/// <param name="DType">Element type.</param>
/// <param name="Shape">Lengths of the dimensions.</param>
sealed record QuantityForm(DType DType, IReadOnlyList<int> Shape)
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

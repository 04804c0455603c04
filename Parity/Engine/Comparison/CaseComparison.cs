using Parity.Cases;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Comparison;

/// <summary>One case, one kernel: every quantity with its verdict.</summary>
/// <param name="Trial">The case with its numbers.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantities">Every quantity that was compared, in the order of reports.</param>
sealed record CaseComparison(Trial Trial, string Kernel, IReadOnlyList<QuantityComparison> Quantities)
{
    /// <summary>The arithmetic that the kernel declares, and was held to.</summary>
    public Standard? Standard { get; init; }

    /// <summary>Whether nothing fails the gate.</summary>
    public bool Passed => ErrorMismatch is null && Failure is null && Quantities.All(quantity => !quantity.Verdict.Fails());

    /// <summary>
    /// The other side's error, where one side raised one and the other did not; null where both or neither did.
    /// </summary>
    public string? ErrorMismatch { get; init; }

    /// <summary>How the kernel failed to answer; null where it answered.</summary>
    public KernelFailure? Failure { get; init; }

    /// <summary>|mean| / standard deviation of each channel, of what normalises it; ∞ or NaN without a deviation. Empty for an empty batch.</summary>
    public IReadOnlyList<double> Conditioning { get; init; } = [];

    /// <summary>Conditioning of the channel that a row-major position of a quantity belongs to; NaN where there is none.</summary>
    public double ConditioningOf(Quantity quantity, int position) =>
        ChannelOf(quantity, position) is var channel && channel < Conditioning.Count ? Conditioning[channel] : double.NaN;

    /// <summary>Channel of a row-major position of a quantity.</summary>
    public int ChannelOf(Quantity quantity, int position) =>
        quantity is Quantity.Output or Quantity.GradInput ? Trial.Case.Place(position).Channel : position;
}

/// <summary>One quantity of one case, kernel against oracle, with its verdict.</summary>
/// <param name="Quantity">What was compared.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Reason">Why, where numbers alone do not say it.</param>
sealed record QuantityComparison(Quantity Quantity, Verdict Verdict, string? Reason = null)
{
    /// <summary>The numbers, under torch's tolerances; null where there was nothing to compare number by number.</summary>
    public TensorComparison? Comparison { get; init; }

    /// <summary>Who is right, element by element; null where there was nothing to compare number by number.</summary>
    public Judgement? Judgement { get; init; }

    /// <summary>The exact values, in double; null where there was nothing to compare number by number.</summary>
    public DenseTensor? Exact { get; init; }

    /// <summary>The kernel's values; null where there was nothing to compare number by number.</summary>
    public WideTensor? Kernel { get; init; }

    /// <summary>The oracle's values beside the exact ones, likewise.</summary>
    public OracleTensor? Oracle { get; init; }

    /// <summary>Largest error of a correct kernel, by row-major position; empty where there was nothing to compare number by number.</summary>
    public double[] KernelBound { get; init; } = [];

    /// <summary>Largest error that the oracle's roundings explain, likewise.</summary>
    public double[] OracleBound { get; init; } = [];

    /// <summary>Elements whose error nothing limits, the kernel's or the oracle's.</summary>
    public int Unbounded { get; init; }

    /// <summary>Elements in which no bound limits the oracle's error, and its known bits explain it.</summary>
    public int ByBits { get; init; }

    /// <summary>Whether an oracle that is off by more than rounding has the bits of its known arithmetic; null where it is not, or they are not known.</summary>
    public bool? OracleHasKnownBits { get; init; }

    /// <summary>The kernel's largest error as a multiple of what the next stricter standard allows; of its own under the strictest.</summary>
    public double TighterShare { get; init; }

    /// <summary>Whether a tensor has the very bits that were judged here.</summary>
    public bool Has(DenseTensor actual) => Kernel is { } kernel && kernel.Tensor.Bytes.SequenceEqual(actual.Bytes);
}

using Parity.Comparison;

namespace Parity.Sequences;

/// <summary>Comparisons of one quantity by all kernels.</summary>
/// <param name="name">torch's name.</param>
public sealed class SequenceAgreement(string name)
{
    /// <summary>torch's name.</summary>
    public string Name => name;

    /// <summary>Number of tensors compared.</summary>
    public int Compared { get; private set; }

    /// <summary>How many of them were expected to be all zero: nothing learned yet, or nothing left after a reset.</summary>
    public int Vacuous { get; private set; }

    /// <summary>Largest difference as a multiple of what is allowed there.</summary>
    public double WorstShare { get; private set; }

    /// <summary>Counts a comparison.</summary>
    public void Add(TensorComparison numbers)
    {
        Compared++;
        Vacuous += numbers.VacuousBecause is null ? 0 : 1;
        WorstShare = Math.Max(WorstShare, numbers.WorstShare);
    }
}

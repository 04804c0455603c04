using System.Numerics;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Counts how often a result is not the true value correctly rounded, and rejects what is further off.</summary>
sealed class RoundingTally
{
    // 2⁻⁹⁸ of the size of what was added up: double-double arithmetic's share.
    static readonly BigRational share = BigRational.PowerOfTwo(-98);

    // Below this share of its terms a result is what cancellation left, and its last bits are not promised.
    static readonly BigRational cancelled = BigRational.PowerOfTwo(-36);

    public int Count { get; private set; }

    public int WronglyRounded { get; private set; }

    public void Add<T>(RationalChannel.Term[] truth, double[] actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < actual.Length; i++)
        {
            (BigRational value, BigRational size) = truth[i];
            double low = Rounded<T>(value - size * share), high = Rounded<T>(value + size * share);
            Assert.InRange(actual[i], low, high);
            if ((BigRational.Abs(value) - size * cancelled).Sign < 0)
                continue;
            Count++;
            if (actual[i] != Rounded<T>(value))
                WronglyRounded++;
        }
    }

    public override string ToString() => $"{WronglyRounded} of {Count} wrongly rounded";

    static double Rounded<T>(BigRational value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? value.ToSingle() : value.ToDouble();
}

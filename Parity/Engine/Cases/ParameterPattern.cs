using Parity.Tensors;

namespace Parity.Cases;

/// <summary>How the values of a parameter or a running statistic are chosen, channel by channel.</summary>
/// <remarks>"One in three" are the channels of one remainder by three, so that there is at least one of them.</remarks>
enum ParameterPattern
{
    /// <summary>Of ordinary size: what the module's training may well have left.</summary>
    Ordinary,

    /// <summary>0 in every channel, as a weight that starts at zero.</summary>
    Zero,

    /// <summary>0 in one channel in three, as after pruning.</summary>
    Pruned,

    /// <summary>-0 in every channel.</summary>
    MinusZero,

    /// <summary>Below 0; a running variance in one channel in three, and in another one above -eps.</summary>
    Negative,

    /// <summary>Subnormal in every channel.</summary>
    Subnormal,

    /// <summary>Near the largest of the type in one channel in three.</summary>
    Huge,

    /// <summary>NaN in one channel in three.</summary>
    Nan,

    /// <summary>An infinity in one channel in three; a running variance's is positive.</summary>
    Infinite,
}

/// <summary>The words for parameter patterns, and their values.</summary>
static class ParameterPatterns
{
    const int OneIn = 3;

    /// <summary>Every pattern, in the order of reports.</summary>
    public static IReadOnlyList<ParameterPattern> All => LowerCaseWords<ParameterPattern>.All;

    /// <summary>As descriptors and reports write it.</summary>
    public static string Word(this ParameterPattern pattern) => LowerCaseWords<ParameterPattern>.Of(pattern);

    /// <summary>A channel's value of a weight, a bias or a running mean.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="c">The case.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="ordinary">Its value by the ordinary pattern.</param>
    public static double Value(this ParameterPattern pattern, BatchNormCase c, int channel, double ordinary) => pattern switch
    {
        ParameterPattern.Zero => 0,
        ParameterPattern.MinusZero => -0.0,
        ParameterPattern.Negative => -Math.Abs(ordinary),
        ParameterPattern.Subnormal => ordinary * Smallest(c.ParameterDType),
        _ when Remainder(c, channel) != 0 => ordinary,
        ParameterPattern.Pruned => 0,
        ParameterPattern.Huge => ordinary * Largest(c.ParameterDType),
        ParameterPattern.Nan => double.NaN,
        ParameterPattern.Infinite => ordinary < 0 ? double.NegativeInfinity : double.PositiveInfinity,
        _ => ordinary,
    };

    /// <summary>A channel's value of a running variance.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="c">The case.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="ordinary">Its value by the ordinary pattern.</param>
    public static double Variance(this ParameterPattern pattern, BatchNormCase c, int channel, double ordinary) =>
        pattern != ParameterPattern.Negative ? pattern.Value(c, channel, ordinary)
        : Remainder(c, channel) switch { 0 => -ordinary, 1 => -c.Eps / 2, _ => ordinary };

    // 0 in at least one channel, whatever their number.
    static int Remainder(BatchNormCase c, int channel) => (channel + OneIn - c.Seed % Math.Min(OneIn, c.Channels)) % OneIn;

    static double Smallest(DType dtype) => dtype switch
    {
        DType.Float32 => 1e-42,
        DType.BFloat16 => 1e-39,
        DType.Float16 => 1e-6,
        _ => 1e-310,
    };

    static double Largest(DType dtype) => dtype switch
    {
        DType.Float16 => 1e4,
        DType.Float64 => 1e280,
        _ => 5e37,
    };
}

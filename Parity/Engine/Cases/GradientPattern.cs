using Parity.Tensors;

namespace Parity.Cases;

/// <summary>How the values of grad_output are chosen.</summary>
enum GradientPattern
{
    /// <summary>Near N(0, 1), or subnormal where the case's data say so.</summary>
    Ordinary,

    /// <summary>Zeros: nothing reached the output.</summary>
    Zeros,

    /// <summary>Half of them zeros, as a ReLU behind the layer hands back.</summary>
    Halved,

    /// <summary>Near N(10, 1).</summary>
    Offset,

    /// <summary>Times 65,536, as a gradient scaler begins; times 8,192 in float16.</summary>
    Scaled,

    /// <summary>A NaN in one channel in three.</summary>
    Nan,

    /// <summary>An infinity in one channel in three.</summary>
    Infinite,
}

/// <summary>The words for patterns of grad_output, and their values.</summary>
static class GradientPatterns
{
    const int ChosenStream = 7;

    /// <summary>Every pattern, in the order of reports.</summary>
    public static IReadOnlyList<GradientPattern> All => LowerCaseWords<GradientPattern>.All;

    /// <summary>As descriptors and reports write it.</summary>
    public static string Word(this GradientPattern pattern) => LowerCaseWords<GradientPattern>.Of(pattern);

    /// <summary>Makes an ordinary grad_output one of the pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="c">The case.</param>
    /// <param name="values">The elements, in row-major order of the case's shape.</param>
    public static void Apply(this GradientPattern pattern, BatchNormCase c, Span<double> values)
    {
        var random = new CounterRandom(c.Seed, ChosenStream);
        switch (pattern)
        {
            case GradientPattern.Zeros:
                values.Clear();
                break;
            case GradientPattern.Halved:
                for (int i = 0; i < values.Length; i++)
                    values[i] = random.Bits(i) % 2 == 0 ? 0 : values[i];
                break;
            case GradientPattern.Offset:
                foreach (ref double value in values)
                    value = 10 + value;
                break;
            case GradientPattern.Scaled:
                foreach (ref double value in values)
                    value *= c.DType == DType.Float16 ? 8192 : 65536;
                break;
            case GradientPattern.Nan or GradientPattern.Infinite when !values.IsEmpty:
                for (int channel = 0; channel < c.Channels; channel++)
                    if ((channel + c.Seed) % Math.Min(3, c.Channels) == 0)
                        Spoil(ref values[Chosen(c, channel, random)], pattern);
                break;
            default:
                break;
        }
    }

    static void Spoil(ref double value, GradientPattern pattern) =>
        value = pattern == GradientPattern.Nan ? double.NaN : value < 0 ? double.NegativeInfinity : double.PositiveInfinity;

    // The position of one element of a channel; of the first one where memory is read again and again, which only that is
    // sure to stand for.
    static int Chosen(BatchNormCase c, int channel, CounterRandom random)
    {
        int index = c.GradOutputLayout.Repeats() ? 0 : (int)(random.Bits(-1 - channel) % (ulong)c.ValuesPerChannel), plane = c.Plane;
        return (index / plane * c.Channels + channel) * plane + index % plane;
    }
}

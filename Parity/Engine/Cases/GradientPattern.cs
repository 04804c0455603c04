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

    static readonly string[] words = [.. Enum.GetNames<GradientPattern>().Select(name => name.ToLowerInvariant())];

    /// <summary>Every pattern, in the order of reports.</summary>
    public static IReadOnlyList<GradientPattern> All { get; } = Enum.GetValues<GradientPattern>();

    /// <summary>As descriptors and reports write it.</summary>
    public static string Word(this GradientPattern pattern) => words[(int)pattern];

    /// <summary>The pattern of a word, or null; what is ordinary is left out, and has no word in a descriptor.</summary>
    public static GradientPattern? Parse(string word) =>
        All.Skip(1).Where(pattern => pattern.Word() == word).Select(pattern => (GradientPattern?)pattern).FirstOrDefault();

    /// <summary>One element.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="c">The case.</param>
    /// <param name="position">Row-major position in the case's shape.</param>
    /// <param name="ordinary">Its value by the ordinary pattern.</param>
    public static double Value(this GradientPattern pattern, BatchNormCase c, int position, double ordinary) => pattern switch
    {
        GradientPattern.Zeros => 0,
        GradientPattern.Halved => new CounterRandom(c.Seed, ChosenStream).Bits(position) % 2 == 0 ? 0 : ordinary,
        GradientPattern.Offset => 10 + ordinary,
        GradientPattern.Scaled => ordinary * (c.DType == DType.Float16 ? 8192 : 65536),
        GradientPattern.Nan when IsChosen(c, position) => double.NaN,
        GradientPattern.Infinite when IsChosen(c, position) => ordinary < 0 ? double.NegativeInfinity : double.PositiveInfinity,
        _ => ordinary,
    };

    // One element of a channel; the first one where memory is read again and again, which only that is sure to stand for.
    static bool IsChosen(BatchNormCase c, int position)
    {
        (int channel, int index) = c.Place(position);
        ulong random = new CounterRandom(c.Seed, ChosenStream).Bits(-1 - channel);
        int chosen = c.GradOutputLayout.Repeats() ? 0 : (int)(random % (ulong)c.ValuesPerChannel);
        return (channel + c.Seed) % Math.Min(3, c.Channels) == 0 && index == chosen;
    }
}

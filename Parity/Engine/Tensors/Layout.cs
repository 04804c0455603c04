namespace Parity.Tensors;

/// <summary>Memory order of a batch; what each one means in strides is said by <see cref="Placement"/>.</summary>
enum Layout
{
    /// <summary>Row-major in torch's order of dimensions.</summary>
    Contiguous,

    /// <summary>(N, C, H, W) with the channel varying fastest: torch's <c>channels_last</c>.</summary>
    ChannelsLast,

    /// <summary>
    /// A dense (B, S, D) tensor that BatchNorm1d sees through its transpose (B, D, S). As the layout of the input it
    /// also says that the case's shape is (B, S, D).
    /// </summary>
    FeaturesLast,

    /// <summary>Dense, with the dimensions in reverse order: the batch entry varies fastest.</summary>
    Permuted,

    /// <summary>Every second element of a larger tensor, from the second on, in each dimension.</summary>
    Sliced,

    /// <summary>One batch entry, or one channel, read again and again through stride 0.</summary>
    Expanded,
}

/// <summary>The words for layouts, and where each can be used.</summary>
static class LayoutNames
{
    static readonly string[] words = ["contiguous", "channels_last", "features_last", "permuted", "sliced", "expanded"];

    /// <summary>Every layout, in the order of reports.</summary>
    public static IReadOnlyList<Layout> All { get; } = Enum.GetValues<Layout>();

    /// <summary>As descriptors, files and reports write it.</summary>
    public static string Word(this Layout layout) => words[(int)layout];

    /// <summary>The layout of a word, or null.</summary>
    public static Layout? Parse(string word) => Array.IndexOf(words, word) is >= 0 and var found ? (Layout)found : null;

    /// <summary>Why a batch of this rank cannot be laid out so, or null.</summary>
    public static string? WhyNot(this Layout layout, int rank) => layout switch
    {
        Layout.ChannelsLast when rank != 4 => "channels_last is a layout of bn2d",
        Layout.FeaturesLast when rank != 3 => "features_last is a layout of bn1d with three lengths, BxSxD",
        _ => null,
    };

    /// <summary>The layouts that a batch of this rank can have.</summary>
    public static IEnumerable<Layout> Of(int rank) => All.Where(layout => layout.WhyNot(rank) is null);
}

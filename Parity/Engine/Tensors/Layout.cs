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

    /// <summary>Rows with a pitch: the first lengths of wider rows, <c>x[..., :w]</c>; of (N, C) the first channels.</summary>
    Cropped,

    /// <summary>Every second row of (N, C, H, W).</summary>
    EveryOtherRow,

    /// <summary>Every second column: a stride of two in the last dimension.</summary>
    EveryOtherColumn,

    /// <summary>Channels in the middle of more channels: <c>x[:, 1:c + 1]</c>.</summary>
    SomeChannels,

    /// <summary>Every second entry of a larger batch, from the second on: <c>x[1::2]</c>.</summary>
    SomeEntries,

    /// <summary>(N, C, H, W) stored with H and W exchanged.</summary>
    Exchanged,

    /// <summary>Channels-last, cropped in W: <c>x[..., :w]</c>.</summary>
    ChannelsLastCropped,

    /// <summary>Channels-last, with the first channels of more channels.</summary>
    ChannelsLastSomeChannels,

    /// <summary>Each channel of each batch entry one number, read through strides 0: what global average pooling hands back.</summary>
    Pooled,

    /// <summary>One number for everything, read through strides 0: what <c>y.sum()</c> hands back. For grad_output alone.</summary>
    Scalar,
}

/// <summary>The words for layouts, and where each can be used.</summary>
static class LayoutNames
{
    static readonly string[] words =
    [
        "contiguous", "channels_last", "features_last", "permuted", "sliced", "expanded", "cropped", "every_other_row", "every_other_column",
        "some_channels", "some_entries", "exchanged", "channels_last_cropped", "channels_last_some_channels", "pooled", "scalar",
    ];

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
        Layout.Exchanged or Layout.ChannelsLastCropped or Layout.ChannelsLastSomeChannels when rank != 4 => $"{layout.Word()} is a layout of bn2d",
        // Of (N, C) every other row is every other entry, a crop is some channels, and nothing is pooled.
        Layout.EveryOtherRow or Layout.SomeChannels or Layout.Pooled when rank == 2 => $"{layout.Word()} is a layout of three lengths or four",
        Layout.EveryOtherRow when rank == 3 => "every_other_row is a layout of bn2d",
        _ => null,
    };

    /// <summary>Whether memory is read again and again, through strides of 0.</summary>
    public static bool Repeats(this Layout layout) => layout is Layout.Expanded or Layout.Pooled or Layout.Scalar;

    /// <summary>The layouts that a batch of this rank can have.</summary>
    public static IEnumerable<Layout> Of(int rank) => OfGradOutput(rank).Where(layout => layout != Layout.Scalar);

    /// <summary>The layouts that the gradient of an output of this rank can have.</summary>
    public static IEnumerable<Layout> OfGradOutput(int rank) => All.Where(layout => layout.WhyNot(rank) is null);
}

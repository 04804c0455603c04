namespace Parity.Cases;

/// <summary>Memory order of a batch; what each one means in strides is said by <see cref="Placement"/>.</summary>
public enum Layout
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

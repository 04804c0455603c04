namespace Parity.Cases;

/// <summary>Memory order of input and grad_output.</summary>
public enum Layout
{
    /// <summary>Row-major in torch's order of dimensions.</summary>
    Contiguous,

    /// <summary>(N, C, H, W) with the channel varying fastest: torch's <c>channels_last</c>.</summary>
    ChannelsLast,

    /// <summary>
    /// A dense (B, S, D) tensor that BatchNorm1d sees through its transpose (B, D, S). The case's shape is (B, S, D).
    /// </summary>
    FeaturesLast,
}

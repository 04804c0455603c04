namespace Parity.Cases;

/// <summary>How the values of a case are distributed.</summary>
public enum DataPattern
{
    /// <summary>Near N(0, 1).</summary>
    Normal,

    /// <summary>Uniform in [-1, 1).</summary>
    Uniform,

    /// <summary>Near N(4, 1): the mean is four deviations from zero.</summary>
    Offset4,

    /// <summary>Every channel with a mean and a deviation of its own.</summary>
    Channels,

    /// <summary>Near N(0, 1) with negative values replaced by zero, as after a ReLU.</summary>
    Relu,

    /// <summary>Small integers and powers of two: mean and variance are exact in any order of additions.</summary>
    Exact,

    /// <summary>Near N(10⁴, 1).</summary>
    Mean1e4,

    /// <summary>Near N(10⁸, 1).</summary>
    Mean1e8,

    /// <summary>A mean of 1 to 10⁸ deviations, rising from channel to channel.</summary>
    Ratios,

    /// <summary>Values whose squares underflow.</summary>
    Tiny,

    /// <summary>Values near the largest of the type.</summary>
    Huge,

    /// <summary>Values whose squares overflow the type, though the result does not.</summary>
    Overflow,

    /// <summary>Subnormal values.</summary>
    Subnormal,

    /// <summary>Magnitudes from 2⁻³⁰ to 2³⁰ side by side.</summary>
    Mixed,

    /// <summary>One value in each channel, small or 10¹⁰.</summary>
    Constant,

    /// <summary>Near N(0, 1) with one value of 10⁶ in each channel.</summary>
    Outlier,

    /// <summary>Large values of both signs in turn.</summary>
    Alternating,

    /// <summary>Rising values.</summary>
    Sorted,

    /// <summary>Zeros of both signs.</summary>
    Zeros,

    /// <summary>A NaN in every other channel.</summary>
    Nan,

    /// <summary>An infinity in every other channel.</summary>
    Infinite,

    /// <summary>A NaN, an infinity or nothing but subnormal values, by channel; every fourth channel is near N(0, 1).</summary>
    Specials,

    /// <summary>Subnormal values, and a subnormal grad_output: outputs and gradients underflow.</summary>
    Underflow,

    /// <summary>Read from a fixture; no generator makes it.</summary>
    Recorded,
}

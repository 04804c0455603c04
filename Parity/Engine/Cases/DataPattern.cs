using Parity.Tensors;

namespace Parity.Cases;

/// <summary>How the values of a case are distributed.</summary>
enum DataPattern
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

/// <summary>What is known about the data patterns.</summary>
static class DataPatterns
{
    /// <summary>Every pattern that can be drawn.</summary>
    public static IReadOnlyList<DataPattern> Drawn { get; } =
        [.. LowerCaseWords<DataPattern>.All.Where(pattern => pattern != DataPattern.Recorded)];

    /// <summary>Patterns whose mean is a few deviations at most and whose values are of ordinary size.</summary>
    public static IReadOnlyList<DataPattern> WellConditioned { get; } =
        [DataPattern.Normal, DataPattern.Uniform, DataPattern.Offset4, DataPattern.Channels, DataPattern.Relu];

    /// <summary>Patterns of data as people have them; the others are made to be harsh.</summary>
    /// <remarks>What was recorded or brought is somebody's own: recordings of harsh data are generated, and say which.</remarks>
    public static IReadOnlyList<DataPattern> Ordinary { get; } = [.. WellConditioned, DataPattern.Exact, DataPattern.Recorded];

    /// <summary>Patterns with values that a careless kernel loses: each is drawn as often as two of the others that hurt.</summary>
    public static IReadOnlyList<DataPattern> Special { get; } =
        [DataPattern.Subnormal, DataPattern.Nan, DataPattern.Infinite, DataPattern.Specials, DataPattern.Underflow];

    /// <summary>
    /// Whether a comparison may find nothing but zeros or NaN: a constant channel has variance 0, and so has one whose
    /// values differ by less than the type can tell; squares that underflow have none, and a NaN takes all of its channel.
    /// </summary>
    public static bool DeclareVacuous(this DataPattern pattern) => pattern is
        DataPattern.Tiny or DataPattern.Huge or DataPattern.Overflow or DataPattern.Subnormal or DataPattern.Constant
        or DataPattern.Zeros or DataPattern.Nan or DataPattern.Infinite or DataPattern.Specials or DataPattern.Underflow
        or DataPattern.Exact or DataPattern.Mean1e8 or DataPattern.Ratios or DataPattern.Alternating;

    /// <summary>Whether the type can hold the pattern's values: float16 ends at 65504.</summary>
    public static bool Fits(this DataPattern pattern, DType dtype) => dtype != DType.Float16 || pattern is not
        (DataPattern.Mean1e8 or DataPattern.Ratios or DataPattern.Mixed or DataPattern.Constant or DataPattern.Outlier
        or DataPattern.Alternating);

    /// <summary>The name in descriptors and reports.</summary>
    public static string Word(this DataPattern pattern) => LowerCaseWords<DataPattern>.Of(pattern);

    /// <summary>What the pattern is, in one line.</summary>
    public static string Summary(this DataPattern pattern) => pattern switch
    {
        DataPattern.Normal => "near N(0, 1)",
        DataPattern.Uniform => "uniform in [-1, 1)",
        DataPattern.Offset4 => "near N(4, 1)",
        DataPattern.Channels => "a mean and a deviation of its own for every channel",
        DataPattern.Relu => "near N(0, 1), negative values replaced by zero",
        DataPattern.Exact => "mean and variance exact in any order of additions",
        DataPattern.Mean1e4 => "near N(1e4, 1)",
        DataPattern.Mean1e8 => "near N(1e8, 1)",
        DataPattern.Ratios => "a mean of 1 to 1e8 deviations, by channel",
        DataPattern.Tiny => "squares underflow",
        DataPattern.Huge => "near the largest of the type",
        DataPattern.Overflow => "squares overflow the type",
        DataPattern.Subnormal => "subnormal values",
        DataPattern.Mixed => "magnitudes from 2^-30 to 2^30",
        DataPattern.Constant => "one value in each channel, small or 1e10",
        DataPattern.Outlier => "near N(0, 1), one value of 1e6 in each channel",
        DataPattern.Alternating => "large values of both signs in turn",
        DataPattern.Sorted => "rising values",
        DataPattern.Zeros => "zeros of both signs",
        DataPattern.Nan => "a NaN in every other channel",
        DataPattern.Infinite => "an infinity in every other channel",
        DataPattern.Specials => "a NaN, an infinity or subnormal values, by channel",
        DataPattern.Underflow => "subnormal values and gradients",
        _ => "read from a fixture",
    };
}

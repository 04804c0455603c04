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

    /// <summary>Read from a fixture; no generator makes it.</summary>
    Recorded,
}

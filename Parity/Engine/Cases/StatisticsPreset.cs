namespace Parity.Cases;

/// <summary>What the running statistics are before the step.</summary>
public enum StatisticsPreset
{
    /// <summary>Means near N(0, 1), variances in [0.5, 2).</summary>
    Ordinary,

    /// <summary>As a new module has them: mean 0, variance 1.</summary>
    Fresh,

    /// <summary>Means of ten thousands, variances of millions.</summary>
    Large,

    /// <summary>Means of millionths, variances of billionths of thousandths.</summary>
    Tiny,

    /// <summary>Mean 0 and variance 0: only eps keeps eval finite.</summary>
    Zero,
}

namespace Parity.Cases;

/// <summary>What the running statistics are before the step.</summary>
enum StatisticsPreset
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

/// <summary>The words for presets.</summary>
static class StatisticsPresetNames
{
    /// <summary>Every preset, in the order of reports.</summary>
    public static IReadOnlyList<StatisticsPreset> All => LowerCaseWords<StatisticsPreset>.All;

    /// <summary>As descriptors, files and reports write it.</summary>
    public static string Word(this StatisticsPreset preset) => LowerCaseWords<StatisticsPreset>.Of(preset);

    /// <summary>The preset of a word, or null.</summary>
    public static StatisticsPreset? Parse(string word) => LowerCaseWords<StatisticsPreset>.Parse(word);
}

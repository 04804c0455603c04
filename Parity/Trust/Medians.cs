namespace Parity.Trust;

/// <summary>The median of counts that may have no end.</summary>
static class Medians
{
    /// <summary>The middle value, or the mean of the middle two; null stands for more than any number.</summary>
    public static double? Of(IReadOnlyList<double?> values)
    {
        if (values.Count == 0)
            return null;
        double[] sorted = [.. values.Select(value => value ?? double.PositiveInfinity).Order()];
        double middle = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return double.IsFinite(middle) ? middle : null;
    }
}

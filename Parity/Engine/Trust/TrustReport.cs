using Parity.Reports;

namespace Parity.Trust;

/// <summary>How good the gate is: what it catches, how soon, and how small a change it sees.</summary>
sealed record TrustReport
{
    /// <summary>Version of this record's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Who decided.</summary>
    public required OracleIdentity Oracle { get; init; }

    /// <summary>Where the run took place.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>The first seed; the others follow it.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>Most cases of each seed.</summary>
    public required int Cases { get; init; }

    /// <summary>Every planted defect, in the order of its table.</summary>
    public required IReadOnlyList<DefectRow> Defects { get; init; }

    /// <summary>The kernel whose right results were changed for the power curve.</summary>
    public required string PowerKernel { get; init; }

    /// <summary>One row per quantity and element type.</summary>
    public required IReadOnlyList<PowerRow> Power { get; init; }

    /// <summary>Number of defects that at least half of the seeds did not catch.</summary>
    public int Escaped => Defects.Count(defect => defect.Median is null);

    /// <summary>Cases until caught, the median of the defects' medians; null where half of the defects escape.</summary>
    public double? MedianOfMedians => Medians.Of([.. Defects.Select(defect => defect.Median)]);
}

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

using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>How far answers are from the exact values, as counts in fixed buckets: profiles of parts add up to that of the whole.</summary>
/// <param name="Elements">Elements by <see cref="UlpScale"/> bucket, up to the last that is not empty.</param>
/// <param name="Worst">Tensors, each at its worst element: conditioning of the channel against distance from exact; sorted.</param>
/// <param name="Bounds">The same elements: conditioning of the channel against the largest distance that the error bound allows there.</param>
public sealed record ErrorProfile(IReadOnlyList<long> Elements, IReadOnlyList<GridCell> Worst, IReadOnlyList<GridCell> Bounds)
{
    /// <summary>A profile of nothing.</summary>
    public static ErrorProfile None { get; } = new([], [], []);

    /// <summary>Elements counted.</summary>
    [JsonIgnore]
    public long Count => Elements.Sum();

    /// <summary>The profile of both together.</summary>
    public ErrorProfile Plus(ErrorProfile other) => new(Sum(Elements, other.Elements), Sum(Worst, other.Worst), Sum(Bounds, other.Bounds));

    /// <summary>The share of elements within so many ULP; a power of two, or 0.</summary>
    public double ShareWithin(long ulp)
    {
        long within = Elements.Take(UlpScale.Bucket(ulp) + 1).Sum();
        return Count == 0 ? 0 : within / (double)Count;
    }

    /// <summary>Distance that a share of the elements does not exceed, as the upper end of its bucket.</summary>
    public long Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count), seen = 0;
        for (int bucket = 0; bucket < Elements.Count; bucket++)
            if ((seen += Elements[bucket]) >= rank)
                return UlpScale.Largest(bucket);
        return 0;
    }

    static long[] Sum(IReadOnlyList<long> some, IReadOnlyList<long> others)
    {
        long[] sum = new long[Math.Max(some.Count, others.Count)];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = (i < some.Count ? some[i] : 0) + (i < others.Count ? others[i] : 0);
        return sum;
    }

    // Both are sorted.
    static List<GridCell> Sum(IReadOnlyList<GridCell> some, IReadOnlyList<GridCell> others)
    {
        var sum = new List<GridCell>(some.Count + others.Count);
        for (int i = 0, k = 0; i < some.Count || k < others.Count;)
        {
            int order = k == others.Count ? -1 : i == some.Count ? 1 : (some[i].Column, some[i].Row).CompareTo((others[k].Column, others[k].Row));
            sum.Add(order == 0 ? some[i] with { Count = some[i].Count + others[k].Count } : order < 0 ? some[i] : others[k]);
            i += order <= 0 ? 1 : 0;
            k += order >= 0 ? 1 : 0;
        }

        return sum;
    }
}

/// <summary>How far kernel and oracle are from the exact values over the very same elements, for one quantity, dtype and mode.</summary>
/// <param name="Kernel">Kernel under test.</param>
/// <param name="Quantity">Quantity by torch's name.</param>
/// <param name="Dtype">Element type of the batch by torch's name.</param>
/// <param name="Mode"><c>train</c> or <c>eval</c>.</param>
/// <param name="KernelErrors">The kernel's errors.</param>
/// <param name="OracleErrors">The oracle's errors.</param>
public sealed record AccuracyRow(
    string Kernel, string Quantity, string Dtype, string Mode, ErrorProfile KernelErrors, ErrorProfile OracleErrors)
{
    /// <summary>The two rows of one kernel, quantity, dtype and mode as one.</summary>
    public AccuracyRow Plus(AccuracyRow other) => this with
    {
        KernelErrors = KernelErrors.Plus(other.KernelErrors),
        OracleErrors = OracleErrors.Plus(other.OracleErrors),
    };
}

/// <summary>How many tensors fell into one cell of a grid.</summary>
/// <param name="Column">Conditioning of the channel, by <see cref="ConditioningScale"/>.</param>
/// <param name="Row">Distance in ULP, by <see cref="UlpScale"/>.</param>
/// <param name="Count">Number of tensors.</param>
public sealed record GridCell(int Column, int Row, long Count);

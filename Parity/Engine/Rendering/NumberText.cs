using System.Globalization;

namespace Parity.Rendering;

/// <summary>How reports spell numbers: the same in every culture.</summary>
static class NumberText
{
    /// <summary>A tensor's value, in as many digits as it takes to read the same value back.</summary>
    public static string Value(double value, string dtype)
    {
        string text = dtype == "float32"
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        return text.Replace('E', 'e');
    }

    /// <summary>A difference, in three digits: <c>1.56e-07</c>.</summary>
    public static string Difference(double value) =>
        value == 0 || !double.IsFinite(value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : value.ToString("0.00e+00", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A count of ULPs; far ones in two digits, <c>inf</c> between a number and NaN.</summary>
    public static string Ulp(long value) => value switch
    {
        long.MaxValue => "inf",
        >= 1_000_000 => value.ToString("0.0e+0", CultureInfo.InvariantCulture),
        _ => Count(value),
    };

    /// <summary>A part of a limit in per cent, never rounded to 100 unless it is.</summary>
    public static string Percent(double ratio)
    {
        double percent = ratio * 100;
        int digits = percent is > 99 and < 101 and not 100 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(Math.Abs(percent - 100))), 1, 12) : 0;
        string format = percent switch
        {
            >= 1e6 or (> 0 and < 0.001) => "0.0e+0",
            > 99 and < 101 => "0." + new string('#', digits),
            >= 10 => "0",
            _ => "0.###",
        };
        return double.IsFinite(percent) ? percent.ToString(format, CultureInfo.InvariantCulture) + " %" : "inf %";
    }

    /// <summary>So many of all in per cent: <c>66 %</c>, <c>99.7 %</c>; 100 and 0 only where it is all or none, a dash where all is nothing.</summary>
    public static string Share(long part, long all)
    {
        double percent = 100.0 * part / Math.Max(1, all);
        return all == 0 ? "-"
            : part == 0 ? "0 %"
            : part == all ? "100 %"
            : percent is > 1 and < 99 ? percent.ToString("0", CultureInfo.InvariantCulture) + " %"
            : Math.Clamp(Math.Round(percent, 1), 0.1, 99.9).ToString("0.0", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>An index: <c>[0, 5, 3]</c>.</summary>
    public static string Index(IReadOnlyList<int> index) => $"[{string.Join(", ", index.Select(i => Count(i)))}]";

    /// <summary>A duration: <c>12.3 s</c>.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    /// <summary>A moment, in UTC.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How a comparison with the baseline reads, wherever it is told.</summary>
static class BaselineText
{
    const int MostChanges = 12;

    /// <summary>One line: the level, and how many rows are of which.</summary>
    public static string Headline(BaselineComparison baseline)
    {
        IEnumerable<string> counts = baseline.Changes.GroupBy(change => change.Level).OrderByDescending(level => level.Key)
            .Select(level => FormattableString.Invariant($"{level.Count()} {Word(level.Key)}"));
        string rows = string.Join(", ", counts.Append(FormattableString.Invariant($"{baseline.Same} the same")));
        return $"{(baseline.Passed ? "" : "FAILED  ")}{Word(baseline.Level)}: {rows}";
    }

    /// <summary>Every line that a terminal or a log shows, none longer than 80 columns but for names of environments.</summary>
    public static IEnumerable<string> Lines(BaselineComparison baseline)
    {
        yield return $"  baseline  {Headline(baseline)}";
        foreach (string sentence in baseline.NotCompared)
            yield return $"  WARNING   {FailureText.OneLine(sentence)}";
        foreach (BaselineChange change in baseline.Changes.Where(change => change.Numbers.Count > 0 || change.Level >= BaselineLevel.Drifted).Take(MostChanges))
        {
            yield return $"  {Word(change.Level),-13}{FailureText.OneLine(change.Kernel)} {change.Quantity} {change.Dtype} {change.Mode}";
            foreach (DiffNumber number in Telling(change))
                yield return $"  {"",-13}{number.Name,-20}{Value(number, number.Before)} -> {Value(number, number.After)}{Factor(number)}";
        }

        BaselineChange[] bitsOnly = [.. baseline.Changes.Where(change => change.Level == BaselineLevel.BitsChanged && change.Numbers.Count == 0)];
        foreach (IGrouping<string, BaselineChange> kernel in bitsOnly.GroupBy(change => change.Kernel))
            yield return FormattableString.Invariant(
                $"  {"bits changed",-13}{FailureText.OneLine(kernel.Key)}: {kernel.Count()} {(kernel.Count() == 1 ? "row" : "rows")}, no number moved");
        if (baseline.Level is BaselineLevel.BitsChanged or BaselineLevel.Improved or BaselineLevel.New)
            yield return "  accept it with: ./run.sh baseline --update, and commit the file";
    }

    /// <summary>A level in words.</summary>
    public static string Word(BaselineLevel level) => level switch
    {
        BaselineLevel.BitsChanged => "bits changed",
        _ => level.ToString().ToLowerInvariant(),
    };

    /// <summary>A number of a change as text.</summary>
    public static string Value(DiffNumber number, double? value) => value is not { } there ? "none"
        : number.Name.EndsWith("error/bound", StringComparison.Ordinal) ? NumberText.Percent(there)
        : NumberText.Ulp(there >= long.MaxValue ? long.MaxValue : (long)there);

    // What failed, where something did; else all that moved.
    static IEnumerable<DiffNumber> Telling(BaselineChange change) =>
        change.Level >= BaselineLevel.Drifted && change.Numbers.Any(number => number.Change == Movement.Worse)
            ? change.Numbers.Where(number => number.Change == Movement.Worse)
            : change.Numbers;

    static string Factor(DiffNumber number) =>
        number is { Before: > 0 and var before, After: { } after } && number.Name.EndsWith("error/bound", StringComparison.Ordinal)
            ? $"  (x {(after / before).ToString(after / before < 1e4 ? "0.0" : "0.0e+0", CultureInfo.InvariantCulture)})"
            : "";
}

using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>How a failure reads, wherever it is told: what, where, by how much, who is right, how to see it again.</summary>
static class FailureText
{
    const int LabelWidth = 12;
    const int LongestText = 400;

    /// <summary>A disagreement as lines joined by LF, none longer than the width save for words that cannot be split.</summary>
    public static string Of(Disagreement disagreement, OracleIdentity oracle, int width = int.MaxValue)
    {
        var d = disagreement;
        var block = new Block(width);
        string[] head = [d.Kernel, d.Quantity, d.Outcome, $"against {oracle.Name} {oracle.Version}"];
        block.Add(d.Fails ? "FAILED  " : "NOTED   ", 8, "  ", head.Select(OneLine));
        block.Add("case", d.Case);
        if (d.FoundAs != d.Case)
            block.Add("found as", d.FoundAs);
        if (d.Found is { Index: not null } found)
        {
            block.Add("", "  ", Worst(found));
            block.Add("", ", ", [.. found.AbsDiff is null ? [] : Distance(found), .. Share(found)]);
        }

        if (d.Reason is { } reason)
            block.Add("reason", " ", OneLine(reason).Split(' '));
        if (d.Mismatches > 0)
            block.Add("mismatch", ", ", Mismatches(d));
        if (d.Expected is not null || d.Actual is not null)
            block.Add("worst", "  ", Worst(d));
        if (d.AbsDiff is not null)
            block.Add("", ", ", Distance(d));
        if (d.Fails && d.Standard is { } standard)
            block.Add("held to", OneLine(standard));
        if (d.KernelUlpFromExact is { } kernel && d.OracleUlpFromExact is { } other)
            block.Add("exact", ", ", [$"{OneLine(d.Kernel)} is {Ulp(kernel)} away{OfBound(d.KernelShare)}", $"{OneLine(oracle.Name)} {Ulp(other)}{OfBound(d.OracleShare)}"]);
        if (d.Repeated is { } again)
            block.Add("repeated", " ", Repeated(again).Split(' '));
        block.Add("replay", d.Replay);
        return block.ToString();
    }

    /// <summary>How often a failure came again, and what that means.</summary>
    internal static string Repeated(Repetitions again) =>
        $"{(again.Failed == 0 ? "not once" : NumberText.Count(again.Failed) + (again.Failed == 1 ? " time" : " times"))} in {NumberText.Count(again.Runs)} runs of the very same case: "
        + "the kernel's answer depends on more than it is given, as where threads race or memory is read before it is written";

    /// <summary>A case without an answer as lines joined by LF, none longer than the width save for words that cannot be split.</summary>
    public static string Of(OracleFailure failure, OracleIdentity oracle, int width = int.MaxValue)
    {
        var block = new Block(width);
        block.Add("NO ANSWER  ", 11, "  ", [OneLine($"from {oracle.Name} {oracle.Version}")]);
        block.Add("case", failure.Case);
        block.Add("reason", " ", OneLine(failure.Message).Split(' '));
        block.Add("replay", failure.Replay);
        return block.ToString();
    }

    /// <summary>A case with two answers as lines joined by LF, none longer than the width save for words that cannot be split.</summary>
    public static string Of(UnsteadyAnswer unsteady, OracleIdentity oracle, int width = int.MaxValue)
    {
        var block = new Block(width);
        block.Add("UNSTEADY  ", 10, "  ", [OneLine($"{oracle.Name} {oracle.Version}")]);
        block.Add("case", unsteady.Case);
        block.Add("first", " ", OneLine(unsteady.First).Split(' '));
        block.Add("again", " ", OneLine(unsteady.Again).Split(' '));
        block.Add("agreed", " ", $"two of {NumberText.Count(unsteady.Calls)} calls; the case is judged by their answer".Split(' '));
        block.Add("replay", unsteady.Replay);
        return block.ToString();
    }

    /// <summary>A line as lines joined by LF, none longer than the width save for words; what goes on is indented.</summary>
    internal static string Wrapped(string line, int width, int indent)
    {
        if (line.Length <= width)
            return line;
        int start = line.Length - line.TrimStart().Length;
        var block = new Block(width);
        block.Add(line[..start], indent, "", [line[start..]]);
        return block.ToString();
    }

    /// <summary>A text on one line and without control characters; what is cut off is told by "(...)".</summary>
    public static string OneLine(string text)
    {
        string trimmed = text.Trim();
        int end = trimmed.AsSpan().IndexOfAny('\r', '\n');
        string line = end < 0 ? trimmed : trimmed[..end];
        bool cut = end >= 0 || line.Length > LongestText;
        if (line.Length > LongestText)
            line = line[..LongestText];
        return string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)) + (cut ? " (...)" : "");
    }

    /// <summary>A count of ULPs with its unit.</summary>
    internal static string Ulp(long ulp) => $"{NumberText.Ulp(ulp)} ULP";

    static IEnumerable<string> Mismatches(Disagreement d)
    {
        yield return $"{NumberText.Count(d.Mismatches)} of {NumberText.Count(d.Elements)} {(d.Elements == 1 ? "element" : "elements")}";
        if (d.FirstIndex is { Count: > 0 } first)
            yield return $"first at {NumberText.Index(first)}";
    }

    static IEnumerable<string> Worst(Disagreement d)
    {
        if (d.Index is { Count: > 0 } index)
            yield return NumberText.Index(index);
        if (d.Expected is { } expected)
            yield return $"expected {Value(expected, d.ExpectedBits, d.Dtype)}";
        if (d.Actual is { } actual)
            yield return $"actual {Value(actual, d.ActualBits, d.Dtype)}";
    }

    static string Value(double value, string? bits, string dtype) =>
        NumberText.Value(value, dtype) + (bits is null ? "" : $" ({OneLine(bits)})");

    static IEnumerable<string> Distance(Disagreement d)
    {
        yield return $"|diff| {NumberText.Difference(d.AbsDiff!.Value)}";
        if (d.Allowed is { } allowed)
            yield return Share(d.AbsDiff.Value, allowed) + (d.Limit is { } limit ? OneLine(limit) : NumberText.Difference(allowed));
        if (d.Ulp is { } ulp)
            yield return Ulp(ulp);
    }

    static string Share(double difference, double allowed) =>
        allowed > 0 && double.IsFinite(difference) ? $"{NumberText.Percent(difference / allowed)} of " : "allowed is ";

    static IEnumerable<string> Share(Disagreement found) =>
        found.KernelShare is { } share ? [$"{OneLine(found.Kernel)} at {NumberText.Percent(share)} of its error bound"] : [];

    static string OfBound(double? share) => share is { } known ? $" ({NumberText.Percent(known)} of its error bound)" : "";

    /// <summary>Labelled lines whose parts move to a line of their own where they do not fit, and break at a space where not even that is enough.</summary>
    sealed class Block(int width)
    {
        readonly StringBuilder text = new();

        // A descriptor, or a command that is copied, stays one line.
        public void Add(string label, string value) => EndLine($"  {label}".PadRight(LabelWidth) + OneLine(value));

        public void Add(string label, string separator, IEnumerable<string> parts) =>
            Add($"  {label}".PadRight(LabelWidth), LabelWidth, separator, parts);

        public void Add(string label, int indent, string separator, IEnumerable<string> parts)
        {
            // A separator may follow on the same line.
            int room = width - separator.TrimEnd().Length;
            string line = label;
            bool fresh = true;
            foreach (string part in parts)
            {
                if (!fresh && line.Length + separator.Length + part.Length > width)
                {
                    EndLine(line + separator);
                    (line, fresh) = (new string(' ', indent), true);
                }
                line += fresh ? part : separator + part;
                fresh = false;
                while (line.Length > room && line.LastIndexOf(' ', room) is var space && space > indent)
                {
                    EndLine(line[..space]);
                    line = new string(' ', indent) + line[(space + 1)..];
                }
            }
            EndLine(line);
        }

        public override string ToString() => text.ToString();

        void EndLine(string line)
        {
            if (text.Length > 0)
                text.Append('\n');
            text.Append(line.TrimEnd());
        }
    }
}

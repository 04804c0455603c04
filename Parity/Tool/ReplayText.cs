using System.Globalization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Tool;

/// <summary>A replayed case in full: verdict, distances and elements of each quantity.</summary>
static class ReplayText
{
    const int MostElements = 16;

    public static void Write(
        TextWriter output, IOracle oracle, IReadOnlyList<CaseComparison> comparisons, string replay, bool all, DivergenceNote? known = null)
    {
        Trial trial = comparisons[0].Trial;
        output.WriteLine($"oracle    {oracle.Name} {oracle.Version}");
        output.WriteLine($"case      {trial.Descriptor}");
        output.WriteLine(Invariant(
            $"          {trial.Case.Module} [{string.Join(", ", trial.Case.Shape)}] {Layouts(trial.Case)}, {trial.Case.DType.TorchName()}, {Mode.Word(trial.Case.Training)}, eps {trial.Case.Eps}, momentum {trial.Case.Momentum?.ToString(CultureInfo.InvariantCulture) ?? "null"}"));
        if (known is not null)
            output.WriteLine($"known     {known}");
        foreach (CaseComparison comparison in comparisons)
        {
            output.WriteLine();
            output.WriteLine($"kernel    {comparison.Kernel}: {Outcome(comparison, known)}");
            if (comparison.ErrorMismatch is { } mismatch)
                output.WriteLine($"  {mismatch}");
            if (comparison.Failure is { } failure)
                output.WriteLine($"  {VerdictNames.Of(failure.End).Word()}: {failure.What}");
            foreach (QuantityComparison judged in comparison.Quantities)
                Write(output, judged, all);
        }

        var identity = OracleIdentity.Of(oracle);
        foreach (CaseComparison comparison in comparisons.Where(comparison => known?.Explains(comparison) != true))
        {
            if (DisagreementRecord.OfNoAnswer(comparison, replay) is { } found)
            {
                output.WriteLine();
                output.WriteLine(FailureText.Of(found.Told, identity));
            }

            foreach (QuantityComparison judged in QuantityNames.ByCause.SelectMany(quantity => comparison.Quantities.Where(q => q.Quantity == quantity && q.Verdict != Verdict.Agree)))
            {
                output.WriteLine();
                output.WriteLine(FailureText.Of(DisagreementRecord.Of(comparison, judged, replay), identity));
            }
        }
    }

    static string Outcome(CaseComparison comparison, DivergenceNote? known) =>
        comparison.Passed ? "passed"
        : known?.Explains(comparison) == true ? "follows PyTorch, where the library is known not to"
        : "FAILED";

    static void Write(TextWriter output, QuantityComparison judged, bool all)
    {
        output.WriteLine();
        if (judged is not { Comparison: { } numbers, Judgement: { } judgement, Exact: { } exact })
        {
            output.WriteLine($"  {judged.Quantity.TorchName()}: {judged.Verdict.Word()}, {judged.Reason}");
            return;
        }

        output.WriteLine(Invariant(
            $"  {judged.Quantity.TorchName()}: {judged.Verdict.Word()}; {(judgement.Mismatches == 0 ? "all" : $"{judgement.Mismatches} of")} {numbers.Expected.Count} elements"));
        output.WriteLine(Invariant(
            $"    max abs {numbers.MaxAbs:G3}, max rel {numbers.MaxRel:G3}, max {numbers.MaxUlp} ULP; allclose {YesNo(numbers.Allclose)}, assert_close {YesNo(numbers.AssertClose)}"));
        output.WriteLine(Invariant(
            $"    error / bound: kernel {judgement.KernelShare:G3}, oracle {judgement.OracleShare:G3}"));
        int[] shown = Shown(numbers, all);
        output.WriteLine($"    {"index",-16}{"expected",24}{"actual",24}{"exact",24}{"ULP",12}");
        foreach (int i in shown)
            output.WriteLine(Invariant(
                $"    {Index(numbers.Expected, i),-16}{Text(numbers.Expected, i),24}{Text(numbers.Actual, i),24}{Text(exact, i),24}{UlpAt(numbers, i),12}"));
        if (shown.Length < numbers.Expected.Count)
            output.WriteLine(Invariant(
                $"    the {shown.Length} furthest apart of {numbers.Expected.Count}; --all shows the rest"));
    }

    static int[] Shown(TensorComparison numbers, bool all)
    {
        int count = numbers.Expected.Count;
        if (all || count <= MostElements)
            return [.. Enumerable.Range(0, count)];
        return
        [
            .. Enumerable.Range(0, count).OrderByDescending(i => UlpAt(numbers, i)).ThenBy(i => i).Take(MostElements).Order(),
        ];
    }

    static long UlpAt(TensorComparison numbers, int i) =>
        Ulp.Distance(numbers.Expected.DType, numbers.Actual[i], numbers.Expected[i]);

    static string Index(DenseTensor tensor, int i) => $"[{string.Join(", ", tensor.IndexOf(i))}]";

    static string Text(DenseTensor tensor, int i) => tensor.DType == DType.Float32
        ? ((float)tensor[i]).ToString("R", CultureInfo.InvariantCulture)
        : tensor[i].ToString("R", CultureInfo.InvariantCulture);

    static string Layouts(BatchNormCase c) =>
        c.GradLayout is { } other ? $"{c.Layout.Word()} with grad_output {other.Word()}" : c.Layout.Word();

    static string YesNo(bool value) => value ? "yes" : "no";

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

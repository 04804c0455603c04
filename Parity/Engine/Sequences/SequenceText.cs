using System.Globalization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;

namespace Parity.Sequences;

/// <summary>A run of sequences as text for the console.</summary>
static class SequenceText
{
    /// <summary>Writes verdict, failures and distributions.</summary>
    public static void Write(TextWriter output, SequenceReport report, IOracle oracle, string replayOptions)
    {
        output.WriteLine(Invariant(
            $"{(report.Passed ? "PASSED" : "FAILED")}  {report.Judged} of {report.Count} sequences, seed {report.Seed}, against {oracle.Name} {oracle.Version}, in {report.Seconds.Wall:0.0} s ({report.Seconds.Oracle:0.0} s of them the oracle's)"));
        foreach ((string reason, int count) in report.Refused)
            output.WriteLine(Invariant($"  {count} left out: {reason}"));
        foreach ((ModuleSequence sequence, Unsteady said) in report.Unsteady)
            output.WriteLine(Invariant($"  unsteady: first {said.First}; again {said.Again}; two of {said.Calls} modules agree; {Replay(sequence, replayOptions)}"));
        if (report.Failed > 0)
            output.WriteLine(Invariant($"  {report.Failed} pairs of sequence and kernel failed; the first of each kind, shrunk:"));
        foreach ((SequenceFailure smallest, ModuleSequence foundAs) in report.Failures)
            output.WriteLine($"{Environment.NewLine}{Of(smallest, foundAs, oracle, replayOptions)}");
        output.WriteLine();
        Lengths(output, report);
        Actions(output, report);
        Agreement(output, report);
    }

    /// <summary>One failure as every failure is told.</summary>
    public static string Of(SequenceFailure failure, ModuleSequence foundAs, IOracle oracle, string replayOptions)
    {
        string where = Invariant($"after command {failure.Command + 1}, {SequenceDescriptor.Format(failure.Sequence.Commands[failure.Command])}");
        var record = new Disagreement
        {
            Case = failure.Sequence.ToString(),
            FoundAs = foundAs.ToString(),
            Kernel = failure.Kernel,
            Quantity = failure.Quantity,
            Dtype = failure.Numbers?.Expected.DType.TorchName() ?? "",
            Verdict = (failure.Kernels is { } kernels ? VerdictNames.Of(kernels.End) : Verdict.Unexplained).Word(),
            Fails = true,
            Reason = failure.Reason is null ? where : $"{where}: {failure.Reason}",
            Repeated = failure.Repeated,
            Replay = Replay(failure.Sequence, replayOptions),
        };
        if (failure.Numbers is { } numbers)
            record = DisagreementRecord.WithNumbers(record, numbers);
        return FailureText.Of(record, OracleIdentity.Of(oracle));
    }

    static void Lengths(TextWriter output, SequenceReport report)
    {
        output.WriteLine("  commands   " + string.Concat(Enumerable.Range(1, report.Lengths.Count).Select(n => Invariant($"{n,6}"))));
        output.WriteLine("  sequences  " + string.Concat(report.Lengths.Select(count => Invariant($"{count,6}"))));
        output.WriteLine();
    }

    static void Actions(TextWriter output, SequenceReport report)
    {
        double all = Math.Max(1, report.Actions.Sum(entry => entry.Count));
        output.WriteLine(Invariant($"  {"command",-20}{"count",8}{"share",8}"));
        foreach ((ModuleAction action, int count) in report.Actions)
            output.WriteLine(Invariant($"  {SequenceDescriptor.Name(action),-20}{count,8}{100 * count / all,7:0.0}%"));
        output.WriteLine();
    }

    static void Agreement(TextWriter output, SequenceReport report)
    {
        output.WriteLine(Invariant($"  {"compared",-20}{"tensors",8}{"zero",8}{"worst share of limit",22}"));
        foreach (SequenceAgreement row in report.Agreement)
            output.WriteLine(Invariant($"  {row.Name,-20}{row.Compared,8}{row.Vacuous,8}{row.WorstShare,22:0.000}"));
    }

    static string Replay(ModuleSequence sequence, string options) => ReplayLine.Of(sequence.ToString(), options);

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

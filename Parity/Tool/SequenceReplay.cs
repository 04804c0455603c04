using System.Globalization;
using Parity.Oracles;
using Parity.Reference;
using Parity.Sequences;
using Parity.Tensors;

namespace Parity.Tool;

/// <summary>A replayed sequence: after every command all that the oracle's module has, and how far ours is from it.</summary>
static class SequenceReplay
{
    public static int Run(TextWriter output, IOracle oracle, ModuleSequence sequence, IReadOnlyList<KernelEntry> kernels, int threads, string options)
    {
        output.WriteLine($"oracle    {oracle.Name} {oracle.Version}");
        output.WriteLine($"sequence  {sequence}");
        if (sequence.WhyNot(oracle) is { } reason)
            throw new UnusableException($"'{sequence}' cannot be replayed here: {reason}");
        IReadOnlyList<ModuleSnapshot> expected = SequenceCheck.Ask(sequence);
        bool passed = true;
        KernelEntry[] covering = [.. kernels.Where(kernel => SequenceCheck.Covers(kernel, sequence))];
        if (covering.Length == 0)
            throw new UnusableException($"no kernel covers every element type of '{sequence}'");
        foreach (KernelEntry kernel in covering)
        {
            var compared = new List<(string Name, TensorComparison Numbers)>();
            SequenceFailure? failure = SequenceCheck.Compare(
                kernel, sequence, expected, threads, (name, numbers) => compared.Add((name, numbers)));
            passed &= failure is null;
            output.WriteLine();
            output.WriteLine($"kernel    {kernel.Name}: {(failure is null ? "passed" : "FAILED")}");
            Write(output, sequence, expected, compared);
            if (failure is not null)
                output.WriteLine($"{Environment.NewLine}{SequenceText.Of(failure, failure.Sequence, oracle, options)}");
        }

        return passed ? ExitCode.Parity : ExitCode.Mismatch;
    }

    // Comparisons come in order; each command has one for every tensor of the oracle's, up to the first failure.
    static void Write(
        TextWriter output, ModuleSequence sequence, IReadOnlyList<ModuleSnapshot> expected, List<(string Name, TensorComparison Numbers)> compared)
    {
        int next = 0;
        for (int i = 0; i < expected.Count && next < compared.Count; i++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {SequenceDescriptor.Format(sequence.Commands[i])}"));
            if (expected[i].Error is { } error)
                output.WriteLine($"     both raised; the oracle {error.Type}: {error.Message}");
            int tensors = SnapshotComparison.Names.Count(name => expected[i].Tensors.ContainsKey(name));
            foreach ((string name, TensorComparison numbers) in compared.Skip(next).Take(tensors))
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"     {name,-20} {Values(numbers.Expected),-42} max abs {numbers.MaxAbs:G3}, {numbers.MaxUlp} ULP, {numbers.Mismatches} outside {numbers.Tolerance}"));
            next += tensors;
        }
    }

    static string Values(DenseTensor tensor)
    {
        const int Shown = 3;
        IEnumerable<string> values = Enumerable.Range(0, Math.Min(Shown, tensor.Count))
            .Select(i => tensor[i].ToString("G6", CultureInfo.InvariantCulture));
        return $"{string.Join(", ", values)}{(tensor.Count > Shown ? ", ..." : "")}";
    }
}

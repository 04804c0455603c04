using Parity.Cases;
using Parity.Reference;
using Parity.Reports;

namespace Parity.BadUses;

/// <summary>Puts every bad use to the modules under test, and holds what they say, count and load against PyTorch.</summary>
/// <param name="Asked">How many bad uses were put to them, each module for itself.</param>
/// <param name="Problems">What one of them says, counts or loads otherwise.</param>
sealed record OwnUses(int Asked, IReadOnlyList<DivergenceProblem> Problems)
{
    /// <summary>Asks the modules of some kernels; those that share a module are asked together.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="options">What a command line names them by, with a space before each option.</param>
    public static OwnUses Of(IEnumerable<KernelEntry> kernels, string options)
    {
        int asked = 0;
        var problems = new List<DivergenceProblem>();
        foreach (var sharing in kernels.GroupBy(kernel => kernel.Modules))
            foreach (BadUse use in BadUseCatalog.All)
                if (OwnAnswer.To(use, sharing.Key) is { } answer)
                {
                    asked++;
                    string whose = sharing.Key == ModuleFactory.Default ? "our module" : $"the module of {string.Join(", ", sharing.Select(kernel => kernel.Name))}";
                    problems.AddRange(Wrong(use, answer).Select(wrong => new DivergenceProblem(
                        $"{use.Name} ({use}): {whose} {wrong}", $"{ReplayLine.Command} errors{options}")));
                }

        return new OwnUses(asked, problems);
    }

    static IEnumerable<string> Wrong(BadUse use, BadUseAnswer ours)
    {
        if (ours.Error?.Message != use.Says)
            yield return $"says {Quoted(ours.Error?.Message)} where PyTorch says {Quoted(use.Says)}";
        if (ours.Counted != use.Counted)
            yield return $"has {Batches(ours.Counted)} where PyTorch has {Batches(use.Counted)}";
        if (ours.Loaded != use.Loaded)
            yield return $"has loaded {ours.Loaded ?? "nothing"} where PyTorch has loaded {use.Loaded}";
        if (ours.Changed is { } buffer)
            yield return $"changes {buffer} by a batch that it refuses; PyTorch does not";
    }

    static string Quoted(string? text) => text is null ? "nothing" : $"'{BadUse.OneLine(text)}'";

    static string Batches(long? counted) => counted is { } number ? FormattableString.Invariant($"num_batches_tracked {number}") : "no num_batches_tracked";
}

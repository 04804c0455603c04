using Parity.Cases;
using Parity.Reports;

namespace Parity.BadUses;

/// <summary>Holds what a library said against what it is known to say.</summary>
/// <param name="library">Such as <c>TorchSharp</c>.</param>
/// <param name="version">Its version, such as <c>0.107.0</c>.</param>
/// <param name="file">All known divergences.</param>
sealed class DivergenceCheck(string library, string version, IReadOnlyList<Divergence> file)
{
    readonly List<Divergence> met = [];
    readonly List<DivergenceProblem> problems = [];

    /// <summary>Known divergences that were met again.</summary>
    public IReadOnlyList<Divergence> Known => met;

    /// <summary>What fails: a new divergence, or one that is gone; each with the line to add or to remove.</summary>
    public IReadOnlyList<DivergenceProblem> Problems => problems;

    /// <summary>Judges the answer to a bad use.</summary>
    public void Add(BadUse use, BadUseAnswer answer)
    {
        string? says = answer.Error?.Message;
        Add(use.Name, use.Agrees(says), says, use.Says);
        if (!use.Agrees(says))
            return;
        // What differs although the texts agree is a divergence with a name of its own.
        if (answer.Counted is not null)
            Add($"{use.Name}-counted", $"num_batches_tracked is {answer.Counted}", $"num_batches_tracked is {use.Counted}");
        if (answer.Loaded is not null)
            Add($"{use.Name}-loaded", $"{answer.Loaded} loaded", $"{use.Loaded} loaded");
    }

    /// <summary>Judges any other behaviour.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="says">What the library does, in words; null for nothing.</param>
    /// <param name="pytorch">What PyTorch does.</param>
    public void Add(string name, string? says, string? pytorch) => Add(name, says == pytorch, says, pytorch);

    // A version that no line names may do what another one did: that is known, whichever line says it.
    void Add(string name, bool agrees, string? says, string? pytorch)
    {
        Divergence[] lines = [.. file.Where(entry => entry.Library == library && entry.Case == name)];
        if (!agrees && lines.FirstOrDefault(entry => entry.Says == says && NamesItOrNobodyDoes(entry)) is { } known)
        {
            met.Add(known);
            return;
        }

        foreach (Divergence gone in lines.Where(entry => entry.Versions.Contains(version)))
            problems.Add(new(
                $"{name}: {library} {version} no longer diverges like this; remove the version from this line of {DivergenceFile.FileName}, "
                + "or the line with its last version",
                DivergenceFile.Line(gone)));
        if (!agrees)
            problems.Add(new(
                $"{name}: {library} {version} says {Quoted(says)} where PyTorch says {Quoted(pytorch)}; if that is so, add to {DivergenceFile.FileName}",
                DivergenceFile.Line(new Divergence(library, [version], name, says, pytorch, "PyTorch", "?"))));

        bool NamesItOrNobodyDoes(Divergence entry) =>
            entry.Versions.Contains(version) || !lines.Any(other => other.Versions.Contains(version));
    }

    static string Quoted(string? text) => text is null ? "nothing" : $"'{BadUse.OneLine(text)}'";
}

using System.Text.Json.Serialization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;

namespace Parity.Runs;

/// <summary>Something that did not simply agree in one case.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantity">Where it shows; null where one side raised an error, or the kernel gave no answer.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Told">What, where and by how much.</param>
sealed record Finding(string Kernel, Quantity? Quantity, Verdict Verdict, Disagreement Told)
{
    /// <summary>The same from a journal, where a quantity that there is none of is not told.</summary>
    [JsonConstructor]
    public Finding(string kernel, Verdict verdict, Disagreement told, Quantity? quantity = null)
        : this(kernel, quantity, verdict, told)
    {
    }

    /// <summary>Whether the kernel gave no answer.</summary>
    internal bool IsNoAnswer => Quantity is null && Verdict != Verdict.Unexplained;
}

/// <summary>What shrinking made of the first failure of its kind.</summary>
/// <param name="Case">Descriptor of the case that it was found in.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantity">Where it shows; null where the kernel gave no answer.</param>
/// <param name="Verdict">What it means.</param>
/// <param name="Smallest">The smallest form; null where nothing smaller fails in the same way.</param>
sealed record Counterexample(string Case, string Kernel, Quantity? Quantity, Verdict Verdict, Disagreement? Smallest)
{
    /// <summary>What shrinking made of a finding.</summary>
    public static Counterexample Of(Finding found, Disagreement? smallest) => new(found.Told.Case, found.Kernel, found.Quantity, found.Verdict, smallest);

    /// <summary>Whether this is what shrinking made of a finding.</summary>
    public bool IsOf(Finding found) => (Case, Kernel, Quantity, Verdict) == (found.Told.Case, found.Kernel, found.Quantity, found.Verdict);
}

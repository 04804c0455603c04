using Parity.Reports;

namespace Parity.Runs;

/// <summary>Counts cases by each of their options, the tensors compared in them, and those that could not have failed.</summary>
public sealed class OptionTally
{
    readonly Dictionary<string, (int Cases, int Tensors, int DeclaredVacuous)> counts = new(StringComparer.Ordinal);

    /// <summary>Counts one case.</summary>
    public void Add(CaseOutcome outcome)
    {
        int tensors = outcome.Kernels.Sum(kernel => kernel.Quantities.Count);
        int vacuous = outcome.Kernels.Sum(kernel => kernel.Quantities.Count(quantity => quantity.DeclaredVacuous));
        foreach (string option in outcome.Options)
        {
            (int cases, int before, int vacuousBefore) = counts.GetValueOrDefault(option);
            counts[option] = (cases + 1, before + tensors, vacuousBefore + vacuous);
        }
    }

    /// <summary>A row for every option there is, those that no case has included; none before the first case.</summary>
    public IReadOnlyList<OptionRow> Rows() => counts.Count == 0 ? [] :
    [
        .. from option in CaseOptions.All
           let words = option.Split('=', 2)
           let count = counts.GetValueOrDefault(option)
           select new OptionRow(words[0], words[1], count.Cases, count.Tensors, count.DeclaredVacuous),
    ];
}

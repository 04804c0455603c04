using System.Text.Json.Serialization;
using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;

namespace Parity.Runs;

/// <summary>What one case came to: all that a report needs of it, without its tensors.</summary>
/// <remarks>Reports are made from outcomes alone, so that a case that was judged before, or elsewhere, counts the same.</remarks>
sealed record CaseOutcome
{
    /// <summary>Number of the case in its run, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Descriptor of the case.</summary>
    public required string Case { get; init; }

    /// <summary>Its place in the generated space.</summary>
    public required CaseKind Kind { get; init; }

    /// <summary>Whether its data are as people have them, <see cref="BatchNormCase.IsOrdinary"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Ordinary { get; init; }

    /// <summary>Its options, by <see cref="CaseOptions"/>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What happened to the oracle, or null.</summary>
    public string? OracleFailure { get; init; }

    /// <summary>What the oracle answered beside the answer that the case was judged by; null where it repeated itself or nothing failed.</summary>
    public Unsteady? Unsteady { get; init; }

    /// <summary>The oracle's tensors beside what its known arithmetic gives; null where none is known.</summary>
    public IReadOnlyList<ArithmeticCheck>? Bits { get; init; }

    /// <summary>Whether the oracle follows its known arithmetic on this machine, so that another bit is a fault.</summary>
    public bool FollowsArithmetic { get; init; }

    /// <summary>Whether a root goes into the oracle's output that only the vendor's library knows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RootUnknown { get; init; }

    /// <summary>Whether the library took the elements of grad_output for one another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Misread { get; init; }

    /// <summary>What each kernel that covers the case came to; empty when the oracle failed.</summary>
    public IReadOnlyList<KernelOutcome> Kernels { get; init; } = [];

    /// <summary>Whether the case fails the gate or was lost.</summary>
    public bool Failed => OracleFailure is not null || Kernels.Any(kernel => kernel.Failed) || (FollowsArithmetic && Bits?.All(tensor => tensor.Same) == false);

    /// <summary>The outcome of a case that was judged.</summary>
    /// <param name="number">Number of the case in its run.</param>
    /// <param name="trial">The case.</param>
    /// <param name="comparisons">One comparison per kernel that covers it.</param>
    /// <param name="replay">Command line that shows a case again.</param>
    public static CaseOutcome Of(int number, Trial trial, IEnumerable<CaseComparison> comparisons, Func<string, string> replay)
    {
        var samples = new CaseSamples();
        return new()
        {
            Number = number,
            Case = trial.Descriptor,
            Kind = CaseKind.Of(trial.Case),
            Ordinary = trial.Case.IsOrdinary,
            Options = CaseOptions.Of(trial.Case),
            Kernels = [.. comparisons.Select(comparison => KernelOutcome.Of(comparison, replay(trial.Descriptor), samples))],
        };
    }

    /// <summary>The outcome of a case that the oracle gave no answer for.</summary>
    public static CaseOutcome Lost(int number, Trial trial, string failure) => new()
    {
        Number = number,
        Case = trial.Descriptor,
        Kind = CaseKind.Of(trial.Case),
        OracleFailure = failure,
    };
}

/// <summary>What one kernel came to in one case.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Quantities">Every quantity that was compared, in the order of reports.</param>
sealed record KernelOutcome(string Kernel, IReadOnlyList<QuantityOutcome> Quantities)
{
    /// <summary>An error that one side raised and the other did not, or how the kernel failed to answer; null where quantities were compared.</summary>
    public Finding? Error { get; init; }

    /// <summary>What did not simply agree: causes before what follows from them.</summary>
    public IEnumerable<Finding> Findings => Error is null && Quantities.All(judged => judged.Disagreement is null) ? [] :
    [
        .. Error is null ? [] : (ReadOnlySpan<Finding>)[Error],
        .. from quantity in QuantityNames.ByCause from judged in Quantities where judged.Quantity == quantity && judged.Disagreement is not null select new Finding(Kernel, judged.Quantity, judged.Verdict, judged.Disagreement!),
    ];

    /// <summary>Whether anything fails the gate.</summary>
    public bool Failed => Error is not null || Quantities.Any(quantity => quantity.Verdict.Fails());

    /// <summary>The outcome of a comparison.</summary>
    public static KernelOutcome Of(CaseComparison comparison, string replay, CaseSamples samples) => new(
        comparison.Kernel,
        [.. comparison.Quantities.Select(judged => QuantityOutcome.Of(comparison, judged, replay, samples))])
    {
        Error = DisagreementRecord.OfNoAnswer(comparison, replay),
    };
}

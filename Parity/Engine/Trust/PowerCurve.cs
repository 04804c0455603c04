using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Trust;

/// <summary>
/// Changes a right kernel's results by powers of two of an ULP, and finds the smallest change of each quantity that the
/// gate sees in any of the trials.
/// </summary>
/// <param name="kernel">The kernel that is right.</param>
sealed class PowerCurve(KernelEntry kernel)
{
    // Beside the streams of the data, so that the element that moves does not depend on what it holds.
    const int Stream = 100;

    readonly Dictionary<(Quantity Quantity, DType DType, bool Training, bool One), (int Exponent, string? Case)> smallest = [];

    /// <summary>Measures over trials.</summary>
    /// <returns>One row per quantity, element type and mode that a trial had.</returns>
    public IReadOnlyList<PowerRow> Measure(IEnumerable<AnsweredTrial> trials)
    {
        foreach (AnsweredTrial answered in trials)
            if (CoveredCases.WhyNot(kernel, answered.Trial.Case) is null)
                Try(answered, KernelRun.Run(kernel, answered.Trial));
        return
        [
            .. smallest.Keys.Select(key => (key.Quantity, key.DType, key.Training)).Distinct()
                .OrderBy(key => key.Quantity).ThenBy(key => key.DType).ThenByDescending(key => key.Training)
                .Select(key => Row(key.Quantity, key.DType, key.Training)),
        ];
    }

    void Try(AnsweredTrial answered, BatchNormResult right)
    {
        if (right.Error is not null || right.Failure is not null || answered.Expected.Error is not null)
            return;
        foreach (Quantity quantity in QuantityNames.All)
        {
            // What fails without a change, or is not compared at all, says nothing about changes.
            if (right[quantity] is not { } tensor
                || answered.Check.Judge(kernel, quantity, tensor) is not { } judged || judged.Verdict.Fails())
                continue;
            var random = new CounterRandom(answered.Trial.Case.Seed, Stream + (int)quantity);
            Descend(answered, quantity, tensor.DType, one: true, ulp => Nudge.One(tensor, ulp, random));
            Descend(answered, quantity, tensor.DType, one: false, ulp => Nudge.All(tensor, ulp));
        }
    }

    // Only changes smaller than the smallest that was caught so far are tried.
    void Descend(AnsweredTrial answered, Quantity quantity, DType dtype, bool one, Func<long, DenseTensor?> nudged)
    {
        (Quantity, DType, bool, bool) key = (quantity, dtype, answered.Trial.Case.Training, one);
        (int exponent, _) = smallest.GetValueOrDefault(key, (LargestExponent(dtype) + 1, null));
        smallest.TryAdd(key, (exponent, null));
        while (exponent > 0
            && nudged(1L << (exponent - 1)) is { } changed
            && answered.Check.Judge(kernel, quantity, changed)!.Verdict.Fails())
        {
            exponent--;
            smallest[key] = (exponent, answered.Trial.Descriptor);
        }
    }

    // Up to a factor of two; a counter is off by up to 1,024.
    static int LargestExponent(DType dtype) => dtype switch
    {
        DType.Float32 => 23,
        DType.Float64 => 52,
        DType.Float16 => 10,
        DType.BFloat16 => 7,
        _ => 10,
    };

    PowerRow Row(Quantity quantity, DType dtype, bool training)
    {
        (int Exponent, string? Case) one = smallest.GetValueOrDefault((quantity, dtype, training, true));
        (int Exponent, string? Case) all = smallest.GetValueOrDefault((quantity, dtype, training, false));
        return new PowerRow(
            quantity.TorchName(),
            dtype.TorchName(),
            Mode.Word(training),
            one.Case is null ? null : 1L << one.Exponent,
            one.Case,
            all.Case is null ? null : 1L << all.Exponent,
            all.Case);
    }
}

/// <summary>The smallest change of a right result that the gate sees.</summary>
/// <param name="Quantity">What was changed, by torch's name.</param>
/// <param name="Dtype">Element type by torch's name.</param>
/// <param name="Mode">train or eval.</param>
/// <param name="OneElement">Smallest change of one element that was caught, in ULP; null where none was.</param>
/// <param name="OneElementCase">Descriptor of the case that caught it.</param>
/// <param name="AllElements">Smallest change of all elements that was caught, in ULP; null where none was.</param>
/// <param name="AllElementsCase">Descriptor of the case that caught it.</param>
sealed record PowerRow(
    string Quantity, string Dtype, string Mode, long? OneElement, string? OneElementCase, long? AllElements, string? AllElementsCase);

using FsCheck;
using FsCheck.Fluent;
using Parity.Bounds;
using Parity.Cases;
using Parity.Kernels;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>What must not change a result, for every kernel in the catalog; no oracle is asked.</summary>
public sealed class EquivalenceTests
{
    const int Tests = 40;

    public static TheoryData<string> Kernels() => new(KernelCatalog.All.Select(entry => entry.Name));

    [Theory, MemberData(nameof(Kernels))]
    public void Another_layout_gives_the_same_bits(string kernel) => ForAll(trial =>
    {
        BatchNormResult expected = Run(kernel, trial);
        return EquivalentTrials.OtherLayouts(trial).All(other => Same(expected, Run(kernel, other)));
    });

    [Theory, MemberData(nameof(Kernels))]
    public void Another_number_of_threads_gives_the_same_bits(string kernel) => ForAll(trial =>
        Same(Run(kernel, trial), Run(kernel, trial, threads: 2)) && Same(Run(kernel, trial), Run(kernel, trial, threads: 3)));

    // Threads, and stores of planes past the caches, begin at more elements than a case has. One instance answers all cases, so that what is left
    // over from one shows in the next.
    [Fact]
    public void The_ways_of_large_tensors_give_the_same_bits()
    {
        (SimdKernel<float> single, SimdKernel<double> wide) = (new(3, 0, 0), new(3, 0, 0));
        var large = new KernelEntry("large", "simd with thresholds of nothing") { Float32 = _ => single, Float64 = _ => wide };
        for (int number = 0; number < 400; number++)
        {
            Trial trial = CaseData.Generate(CaseGenerator.Draw(9, number));
            Assert.True(Same(Run("simd", trial), KernelRun.Run(large, trial)), trial.Descriptor);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Channels_in_another_order_give_the_same_bits_in_that_order(string kernel) => ForAll(trial =>
    {
        BatchNormResult reversed = Run(kernel, EquivalentTrials.ChannelsReversed(trial));
        foreach (Quantity quantity in Floating.Where(quantity => reversed[quantity] is not null))
            reversed[quantity] = EquivalentTrials.Reversed(
                reversed[quantity]!,
                quantity is Quantity.Output or Quantity.GradInput ? EquivalentTrials.ChannelDimension(trial.Case) : 0);
        return Same(Run(kernel, trial), reversed);
    });

    [Theory, MemberData(nameof(Kernels))]
    public void A_power_of_two_passes_through_without_rounding(string kernel) => ForAll(trial =>
    {
        // Beyond these the scaled numbers leave the range of a float.
        if (!DataPatterns.WellConditioned.Contains(trial.Case.Pattern) || !trial.Case.HasPlainParameters)
            return true;
        foreach (int k in new[] { 9, -9 })
        {
            BatchNormResult scaled = Run(kernel, EquivalentTrials.Scaled(trial, k));
            foreach (Quantity quantity in Floating.Where(quantity => scaled[quantity] is not null))
                scaled[quantity] = EquivalentTrials.Scaled(scaled[quantity]!, -EquivalentTrials.ExponentOf(quantity, k));
            if (!Same(Run(kernel, trial), scaled, negligible: 1e-30))
                return false;
        }

        return true;
    });

    [Theory, MemberData(nameof(Kernels))]
    public void A_batch_in_another_order_changes_no_more_than_the_order_of_additions(string kernel) => ForAll(trial =>
    {
        BatchNormResult expected = Run(kernel, trial), reversed = Run(kernel, EquivalentTrials.BatchReversed(trial));
        foreach (Quantity quantity in new[] { Quantity.Output, Quantity.GradInput }.Where(quantity => reversed[quantity] is not null))
            reversed[quantity] = EquivalentTrials.Reversed(reversed[quantity]!, 0);
        ChannelSummary[] summaries = ChannelSummary.Of(trial);
        ErrorBounds[] bounds =
            [.. new[] { Arithmetic.DoubleSums, trial.Case.DType == DType.Float64 ? Arithmetic.CompensatedStatistics : Arithmetic.DoubleThroughout }.Select(arithmetic => new ErrorBounds(trial.Case, summaries, arithmetic))];
        // Each is within its bound of the exact value, so they are within two of each other.
        return Floating.All(quantity => expected[quantity] is not { } first || Enumerable.Range(0, first.Count).All(i =>
            first[i].Equals(reversed[quantity]![i])
            || Math.Abs(first[i] - reversed[quantity]![i]) <= 2 * bounds.Max(bound => bound.Bound(quantity, i))));
    });

    static IEnumerable<Quantity> Floating => QuantityNames.All.Where(quantity => quantity != Quantity.NumBatchesTracked);

    // Half the bits are those of a float, rounded once more.
    static void ForAll(Func<Trial, bool> holds) => Prop.ForAll(
        CaseShrinker.Arbitrary,
        c => holds(CaseData.Generate(c.DType.IsHalf() ? c with { DType = DType.Float32, Float32Parameters = false } : c)))
        .Check(Settings.Property(Tests));

    static BatchNormResult Run(string kernel, Trial trial, int threads = 1) =>
        KernelRun.Run(KernelCatalog.All.Single(entry => entry.Name == kernel), trial, threads);

    // Zeros of either sign are one value, and so are two that are below what cannot be scaled in a float's range.
    static bool Same(BatchNormResult expected, BatchNormResult actual, double negligible = 0) => QuantityNames.All.All(quantity =>
        (expected[quantity], actual[quantity]) switch
        {
            (null, null) => true,
            ({ } e, { } a) => Enumerable.Range(0, e.Count).All(i => e[i] == a[i] || (Math.Abs(e[i]) < negligible && Math.Abs(a[i]) < negligible) || (double.IsNaN(e[i]) && double.IsNaN(a[i]))),
            _ => false,
        });
}

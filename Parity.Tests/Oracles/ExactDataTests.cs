using Parity.Cases;
using Parity.Comparison;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Tests.Oracles;

/// <summary>Data whose mean and variance are exact in any order of additions: nobody has an excuse to differ.</summary>
public sealed class ExactDataTests
{
    public static TheoryData<string> Kernels => [.. KernelCatalog.All.Select(kernel => kernel.Name)];

    [LiveTheory, MemberData(nameof(Kernels))]
    public void Statistics_of_exact_data_are_the_oracles_bit_for_bit(string name)
    {
        KernelEntry kernel = KernelCatalog.All.Single(entry => entry.Name == name);
        int compared = 0;
        for (int number = 0; compared < 100; number++)
        {
            BatchNormCase c = CaseGenerator.Draw(Settings.Seed, number) with { Pattern = DataPattern.Exact };
            // An expanded batch repeats values, and they no longer balance.
            if (!c.UsesBatchStatistics || c.IsEmpty || c.DType.IsHalf() || c.Layout.Repeats() || c.WhyUndefined is not null)
                continue;
            Trial trial = CaseData.Generate(c);
            // An answer that the library gives once and not twice is none of its meaning.
            BatchNormResult torch = LiveOracle.Use(oracle => new SteadyOracle(oracle).Confirm(trial, oracle.Run(trial)).Answer);
            BatchNormResult ours = KernelRun.Run(kernel, trial);
            // torch's var updates a mean in double that is not exact after three values; in float32 that does not show.
            BatchNormResult judge = c.DType == DType.Float64 ? ExactAnswer.Of(trial) : torch;
            Assert.True(ours[Quantity.BatchMean]!.Bytes.SequenceEqual(torch[Quantity.BatchMean]!.Bytes), $"{trial.Descriptor} batch_mean");
            Assert.True(ours[Quantity.BatchVar]!.Bytes.SequenceEqual(judge[Quantity.BatchVar]!.Bytes), $"{trial.Descriptor} batch_var");
            compared++;
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void They_are_the_exact_values_bit_for_bit(string name)
    {
        KernelEntry kernel = KernelCatalog.All.Single(entry => entry.Name == name);
        foreach (string descriptor in new[] { "bn1d/7x3/exact", "bn2d/5x9x4x7/exact/channels_last", "bn1d/6x4x33/exact/f64/sliced", "bn1d/1201x2/exact" })
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            (BatchNormResult ours, BatchNormResult exact) = (KernelRun.Run(kernel, trial), ExactAnswer.Of(trial));
            for (int channel = 0; channel < trial.Case.Channels; channel++)
            {
                Assert.Equal(channel % 7 - 3, ours[Quantity.BatchMean]![channel]);
                Assert.Equal((double)(float)exact[Quantity.BatchVar]![channel], (float)ours[Quantity.BatchVar]![channel]);
            }
        }
    }
}

using Parity.Cases;
using Parity.Comparison;
using Parity.Reference;
using Parity.Tensors;
using Parity.Tests.Oracles;
using Parity.Tests.Planted.Modules;
using Parity.Trust;
using Xunit.Abstractions;

namespace Parity.Tests.Planted;

/// <summary>
/// One misunderstanding in all that is ours: the module around every kernel, the exact one that adjudicates included. Only
/// the oracle can tell, and it must not be called the worse one.
/// </summary>
public sealed class SharedDefectTests(ITestOutputHelper output)
{
    static readonly PlantedModules wrong = new(typeof(RunningVarBiased<>));

    public static TheoryData<string> Kernels => [.. KernelCatalog.All.Select(kernel => kernel.Name)];

    [LiveTheory, MemberData(nameof(Kernels))]
    public void A_biased_running_var_in_every_kernel_alike_is_unexplained_to_the_live_oracle(string kernel)
    {
        foreach (string descriptor in new[] { "bn2d/4x3x8x8/seed=1", "bn2d/4x3x8x8/channels_last/seed=2", "bn1d/40x3/seed=3", "bn1d/6x3x5/f64/sliced/seed=4" })
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            IsUnexplained(kernel, trial, LiveOracle.Use(oracle => oracle.Run(trial)));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_biased_running_var_in_every_kernel_alike_is_unexplained_to_the_fixtures(string kernel)
    {
        int judged = 0;
        foreach (AnsweredTrial fixture in SharedAnswers.Recorded)
        {
            BatchNormCase c = fixture.Trial.Case;
            // A batch of ordinary size and data, that the running statistics follow visibly.
            if (fixture.Expected.Error is not null || !c.Training || !c.TrackRunningStats || c.DType.IsHalf() || c.IsEmpty || c.Momentum is not (0.1 or null)
                || c.ValuesPerChannel > 1000 || !(Largest(fixture.Trial.Inputs.Input) < 100))
                continue;
            IsUnexplained(kernel, fixture.Trial, fixture.Expected);
            judged++;
        }

        Assert.InRange(judged, 5, int.MaxValue);
    }

    void IsUnexplained(string kernel, Trial trial, BatchNormResult expected)
    {
        KernelEntry entry = KernelCatalog.All.Single(known => known.Name == kernel) with { Modules = wrong };
        CaseComparison judged = new ParityCheck(new TrialTruth(trial, wrong), expected).Compare(entry);
        QuantityComparison failing = Assert.Single(judged.Quantities, quantity => quantity.Verdict.Fails());
        Assert.Equal((Quantity.RunningVar, Verdict.Unexplained), (failing.Quantity, failing.Verdict));
        output.WriteLine(FormattableString.Invariant($"{kernel,-6} running_var {failing.Verdict.Word()}: {trial.Descriptor}, oracle {failing.Judgement!.OracleShare:g3} times its bound, kernel {failing.Judgement.KernelShare:g3}"));
    }

    static double Largest(DenseTensor tensor) => Enumerable.Range(0, tensor.Count).Max(i => Math.Abs(tensor[i]));
}

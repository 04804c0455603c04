using Parity.Cases;
using Parity.Comparison;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Tensors;
using Parity.Tests.Oracles;

namespace Parity.Tests.Libtorch;

public sealed class LibtorchDefectsTests
{
    static readonly string[] descriptors =
        [.. from shape in new[] { "1x2x2x1", "1x3x4x5", "2x3x1x1", "3x2x1x4", "2x1x3x4", "1x2x1x3", "2x3x4x5", "1x4x5x1" }
            from input in LayoutNames.Of(4)
            from grad in LayoutNames.Of(4)
            where input != grad
            select $"bn2d/{shape}/{input.Word()}/grad={grad.Word()}/f64".Replace("/contiguous/", "/", StringComparison.Ordinal)];

    [Fact]
    public void A_case_that_libtorch_answers_wrongly_is_refused_with_the_reason() => Assert.Contains(
        "reads a grad_output in the input's memory order", LibtorchDefects.WhyNot(CaseDescriptor.Parse("bn2d/1x2x2x1/grad=permuted")), StringComparison.Ordinal);

    [Fact]
    public void What_has_no_ambiguous_strides_is_not_refused() => Assert.All(
        descriptors.Where(descriptor => descriptor.Contains("2x3x4x5", StringComparison.Ordinal)),
        descriptor => Assert.Null(LibtorchDefects.WhyNot(CaseDescriptor.Parse(descriptor))));

    [LiveFact("pytorch")]
    public void Exactly_the_refused_cases_have_wrong_gradients() => LiveOracle.Use(oracle =>
    {
        KernelEntry manual = KernelCatalog.All.Single(entry => entry.Name == "manual");
        foreach (string descriptor in descriptors)
        {
            Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
            CaseComparison comparison = ParityCheck.Compare(manual, trial, oracle.Run(trial));
            bool wrong = comparison.Quantities.Any(q => q.Quantity >= Quantity.GradInput && q.Verdict.Fails());
            Assert.True(wrong == (LibtorchDefects.WhyNot(trial.Case) is not null), $"{descriptor}: {(wrong ? "wrong" : "right")}");
        }

        return true;
    }, "pytorch");
}

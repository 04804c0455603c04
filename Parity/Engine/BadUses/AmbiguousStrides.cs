using Parity.Cases;
using Parity.Comparison;
using Parity.Oracles;
using Parity.Tensors;

namespace Parity.BadUses;

/// <summary>How a library's backward reads a grad_output whose own order is ambiguous: a defect that shows in no bad use.</summary>
static class AmbiguousStrides
{
    /// <summary>A case that shows the defect; its gradients mean nothing there, but it harms nobody.</summary>
    public const string Shown = "bn2d/1x2x2x1/grad=permuted/f64";

    /// <summary>What the library does, and what is right.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    public static (string Name, string? Says, string? Right) Behaviour(IOracle oracle)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(Shown));
        var comparison = TensorComparison.Compare(
            oracle.Run(trial)[Quantity.GradInput]!, ExactAnswer.Of(trial)[Quantity.GradInput]!, Tolerance.AssertClose(DType.Float64));
        const string Right = "backward reads grad_output by its own strides";
        return ("grad-output-of-ambiguous-strides", comparison.Mismatches == 0 ? Right : "backward reads grad_output in the input's memory order", Right);
    }
}

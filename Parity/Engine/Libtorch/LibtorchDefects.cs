using Parity.Cases;
using Parity.Comparison;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>What libtorch gets wrong on the CPU beyond all rounding: such cases are not asked of it.</summary>
static class LibtorchDefects
{
    /// <summary>A case that shows the defect below; its gradients mean nothing there, but it harms nobody.</summary>
    public const string Shown = "bn2d/1x2x2x1/grad=permuted/f64";

    /// <summary>How a library's backward reads grad_output where its own order is ambiguous, and how it should.</summary>
    /// <param name="run">Runs a trial, whatever is known against it.</param>
    public static (string Name, string? Says, string? Right) Behaviour(Func<Trial, BatchNormResult> run)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(Shown));
        var comparison = TensorComparison.Compare(
            run(trial)[Quantity.GradInput]!, ExactAnswer.Of(trial)[Quantity.GradInput]!, Tolerance.AssertClose(DType.Float64));
        const string Right = "backward reads grad_output by its own strides";
        return ("grad-output-of-ambiguous-strides", comparison.Mismatches == 0 ? Right : "backward reads grad_output in the input's memory order", Right);
    }

    /// <summary>Why libtorch's answer to a case means nothing, or null.</summary>
    public static string? WhyNot(BatchNormCase c)
    {
        if (c.Shape.Length != 4 || c.Requires == GradientRequest.None)
            return null;
        var input = Placement.Of(c.TorchShape, c.Layout);
        var gradOutput = Placement.Of(c.TorchShape, c.GradOutputLayout);
        // batch_norm_backward_cpu compares suggest_memory_format() of the two, then reads both in the order of the input.
        bool readWrong = LibtorchPath.TakesOneOrder(c)
            && !(input.IsContiguous ? gradOutput.IsContiguous : gradOutput.IsChannelsLast);
        return readWrong
            ? "libtorch's backward reads a grad_output in the input's memory order where lengths of 1 make its own order ambiguous"
            : null;
    }
}

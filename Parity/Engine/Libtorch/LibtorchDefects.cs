using Parity.Cases;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>
/// What libtorch gets wrong on the CPU beyond all rounding: such cases are asked only of a library whose wrong answer is known to the bit.
/// </summary>
static class LibtorchDefects
{
    /// <summary>Why libtorch's answer to a case means nothing, or null.</summary>
    public static string? WhyNot(BatchNormCase c) => MisreadsGradOutput(c)
        ? "libtorch's backward reads a grad_output in the input's memory order where lengths of 1 make its own order ambiguous"
        : null;

    /// <summary>Whether libtorch's backward takes the elements of grad_output for one another, so that no gradient is right.</summary>
    public static bool MisreadsGradOutput(BatchNormCase c)
    {
        if (c.Shape.Length != 4 || c.Requires == GradientRequest.None)
            return false;
        var input = Placement.Of(c.TorchShape, c.Layout);
        var gradOutput = Placement.Of(c.TorchShape, c.GradOutputLayout);
        // batch_norm_backward_cpu compares suggest_memory_format() of the two, then reads both in the order of the input.
        return LibtorchPath.TakesOneOrder(c) && !(input.IsContiguous ? gradOutput.IsContiguous : gradOutput.IsChannelsLast);
    }
}

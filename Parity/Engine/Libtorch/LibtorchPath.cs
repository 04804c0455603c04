using Parity.Bounds;
using Parity.Cases;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>Which of its ways through a batch libtorch takes on a processor, by strides alone.</summary>
public static class LibtorchPath
{
    /// <summary>The arithmetic of a forward pass.</summary>
    public static Arithmetic OfForward(BatchNormCase c) => Of(Placement.Of(c.TorchShape, c.Layout));

    /// <summary>The arithmetic of a backward pass: general as soon as input and grad_output differ in memory order.</summary>
    public static Arithmetic OfBackward(BatchNormCase c) => TakesOneOrder(c) ? OfForward(c) : Arithmetic.LibtorchStrided;

    /// <summary>Whether backward believes that input and grad_output lie in one dense order.</summary>
    public static bool TakesOneOrder(BatchNormCase c)
    {
        var input = Placement.Of(c.TorchShape, c.Layout);
        var gradOutput = Placement.Of(c.TorchShape, c.GradOutputLayout);
        return IsDense(input) && IsDense(gradOutput) && input.SuggestsChannelsLast == gradOutput.SuggestsChannelsLast;
    }

    static Arithmetic Of(Placement placement)
    {
        int plane = 1;
        foreach (int length in placement.Lengths.AsSpan(2..))
            plane *= length;
        // (N, C) is read by rows too, and with one channel every dense layout is contiguous.
        return !IsDense(placement) ? Arithmetic.LibtorchStrided
            : placement.IsContiguous && plane > 1 ? Arithmetic.LibtorchPlanes
            : Arithmetic.LibtorchRows;
    }

    static bool IsDense(Placement placement) => placement.IsContiguous || placement.IsChannelsLast;
}

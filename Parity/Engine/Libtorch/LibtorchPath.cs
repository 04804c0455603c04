using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;
using Parity.Tensors;

namespace Parity.Libtorch;

/// <summary>Which of its ways through a batch libtorch takes, by strides alone.</summary>
static class LibtorchPath
{
    /// <summary>The way of a forward pass.</summary>
    public static LibtorchWay OfForward(BatchNormCase c) => Placement.Of(c.TorchShape, c.Layout).Order.Way;

    /// <summary>The way of a backward pass: general as soon as input and grad_output differ in memory order.</summary>
    public static LibtorchWay OfBackward(BatchNormCase c) => TakesOneOrder(c) ? OfForward(c) : LibtorchWay.Strided;

    /// <summary>Whether backward believes that input and grad_output lie in one dense order.</summary>
    public static bool TakesOneOrder(BatchNormCase c) =>
        Placement.Of(c.TorchShape, c.Layout).Order.TakesOneOrderWith(Placement.Of(c.TorchShape, c.GradOutputLayout).Order);

    /// <summary>
    /// Whether eval takes a root of the whole tensor of variances, which is not rounded correctly, rather than one of each channel.
    /// </summary>
    public static bool TakesTensorRoot(BatchNormCase c) =>
        !c.UsesBatchStatistics && !c.IsEmpty && OfForward(c) == LibtorchWay.Strided && !c.ParameterDType.IsHalf();

    /// <summary>The library's way to a quantity, in words.</summary>
    public static string Words(BatchNormCase c, Quantity quantity) => quantity switch
    {
        _ when c.IsEmpty || quantity == Quantity.NumBatchesTracked => "module",
        Quantity.BatchMean => "torch.mean",
        Quantity.BatchVar => "torch.var",
        Quantity.GradInput or Quantity.GradWeight or Quantity.GradBias => Words(OfBackward(c)),
        _ => Words(OfForward(c)),
    };

    static string Words(LibtorchWay way) => way switch
    {
        LibtorchWay.Planes => "planes",
        LibtorchWay.Rows => "rows",
        _ => "other strides",
    };
}

using Parity.Cases;
using Parity.Libtorch;
using Parity.Reference;
using Parity.Tensors;

namespace Parity.Kernels;

/// <summary>Which cases a kernel's declared coverage takes in.</summary>
static class CoveredCases
{
    const string OpenBits = "strides of length 1, roots of eval over other strides";

    /// <summary>Why a kernel does not cover a case, or null.</summary>
    public static string? WhyNot(KernelEntry kernel, BatchNormCase c) =>
        !KernelRun.Covers(kernel, c.DType) || (!kernel.Coverage.HalfPrecision && c.DType.IsHalf()) ? c.DType.TorchName()
        : !kernel.Coverage.Training && c.UsesBatchStatistics ? "statistics of the batch"
        : !kernel.Coverage.Eval && !c.UsesBatchStatistics ? "given statistics"
        : !kernel.Coverage.OneDimension && c.Module == BatchNormModule.BatchNorm1d ? "BatchNorm1d"
        : !kernel.Coverage.TwoDimensions && c.Module == BatchNormModule.BatchNorm2d ? "BatchNorm2d"
        : !kernel.Coverage.ZeroEps && c.Eps == 0 ? "eps of 0"
        : !kernel.Coverage.OpenBits && LeavesBitsOpen(c) ? OpenBits
        : kernel.Coverage.DenseOnly && !IsDense(kernel, c) ? "strides"
        : null;

    /// <summary>Why none of some kernels covers a case, or null.</summary>
    /// <remarks>
    /// One plan of cases serves all kernels of a run, so it is drawn within what any of them covers; alone, a kernel gets
    /// all cases within its own coverage. Where one covers everything the plan is what it is without the others.
    /// </remarks>
    public static string? WhyNot(IReadOnlyList<KernelEntry> kernels, BatchNormCase c) =>
        kernels.Any(kernel => WhyNot(kernel, c) is null)
            ? null
            : $"no kernel covers it: {string.Join(", ", kernels.Select(kernel => $"{kernel.Name} has no {WhyNot(kernel, c)}"))}";

    /// <summary>The trial as a kernel is asked for it: without gradients where it has no backward pass.</summary>
    public static Trial Asked(KernelEntry kernel, Trial trial) => kernel.Coverage.Backward ? trial : trial with
    {
        Case = trial.Case with { Requires = GradientRequest.None },
    };

    /// <summary>Whether a quantity is what a kernel computes.</summary>
    public static bool Has(KernelEntry kernel, Quantity quantity) =>
        quantity switch
        {
            Quantity.GradInput or Quantity.GradWeight or Quantity.GradBias => kernel.Coverage.Backward,
            Quantity.BatchMean or Quantity.BatchVar or Quantity.RunningMean or Quantity.RunningVar => kernel.Coverage.BatchStatistics,
            _ => true,
        };

    /// <summary>What a kernel leaves out, in words.</summary>
    public static IReadOnlyList<string> LeftOut(KernelEntry kernel)
    {
        KernelCoverage covered = kernel.Coverage;
        (bool Left, string Words)[] all =
        [
            (kernel.Float32 is null, "float32"), (kernel.Float64 is null, "float64"),
            (kernel.Float32 is null || !covered.HalfPrecision, "bfloat16, float16"),
            (!covered.Training, "statistics of the batch"), (!covered.Eval, "given statistics"), (!covered.Backward, "backward"),
            (!covered.BatchStatistics, "mean and variance"),
            (!covered.OneDimension, "BatchNorm1d"), (!covered.TwoDimensions, "BatchNorm2d"), (covered.DenseOnly, "strides"), (!covered.OpenBits, OpenBits), (!covered.ZeroEps, "eps of 0"),
        ];
        return [.. all.Where(part => part.Left).Select(part => part.Words)];
    }

    static bool LeavesBitsOpen(BatchNormCase c) => LibtorchPath.TakesTensorRoot(c)
        || (c.TorchShape.Contains(1) && !(c.Layout == Layout.Contiguous && (c.Requires == GradientRequest.None || c.GradOutputLayout == Layout.Contiguous)));

    static bool IsDense(KernelEntry kernel, BatchNormCase c) =>
        c.Layout == Layout.Contiguous && (!kernel.Coverage.Backward || c.GradOutputLayout == Layout.Contiguous);
}

using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>What a trial's result is when nothing is rounded on the way: the measure of both sides.</summary>
public static class ExactAnswer
{
    static readonly KernelEntry exact = KernelCatalog.All.Single(entry => entry.Name == "exact");

    /// <summary>Every quantity to the last bit of a double, whatever the trial's own element type.</summary>
    public static BatchNormResult Of(Trial trial) => KernelRun.Run(exact, trial.As(DType.Float64));
}

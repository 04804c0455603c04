using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>What a trial's result is when nothing is rounded on the way: the measure of both sides.</summary>
public static class ExactAnswer
{
    static readonly KernelEntry exact = KernelCatalog.All.Single(entry => entry.Name == "exact");

    /// <summary>Every quantity to the last bit of a double, whatever the trial's own element type.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="modules">Makes the module around the exact kernel; null for the one that is right.</param>
    public static BatchNormResult Of(Trial trial, ModuleFactory? modules = null) =>
        KernelRun.Run(modules is null ? exact : exact with { Modules = modules }, trial.As(DType.Float64));
}

using System.Numerics;
using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Kernels;

/// <summary>Makes our module over a kernel, for cases, sequences and bad uses alike.</summary>
static class OwnModule
{
    /// <summary>A fresh module in training mode.</summary>
    /// <param name="modules">Makes the module; of the kernel's entry.</param>
    /// <param name="spec">What module; its element type is the caller's to choose.</param>
    /// <param name="kernel">The kernel that it runs over.</param>
    /// <typeparam name="T">Element type.</typeparam>
    public static BatchNorm<T> Of<T>(ModuleFactory modules, ModuleSpec spec, IBatchNormKernel<T> kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var options = new BatchNormOptions
        {
            Eps = spec.Eps,
            Momentum = spec.Momentum,
            Affine = spec.Affine,
            TrackRunningStats = spec.TrackRunningStats,
        };
        BatchNorm<T> module = modules.Create(spec.Module == BatchNormModule.BatchNorm1d ? 1 : 2, spec.Channels, options, kernel);
        if (spec.NoWeight)
            module.Weight = null;
        if (spec.NoBias)
            module.Bias = null;
        return module;
    }
}

using System.Numerics;

namespace Parity.Reference.Kernels;

/// <summary>Makes the module that a kernel is run in.</summary>
public class ModuleFactory
{
    /// <summary>torch's modules as this library spells them.</summary>
    public static ModuleFactory Default { get; } = new();

    /// <summary>Makes <see cref="BatchNorm1d{T}"/> for one spatial dimension and <see cref="BatchNorm2d{T}"/> for two.</summary>
    /// <param name="dimensions">1 or 2.</param>
    /// <param name="numFeatures">C, the number of channels.</param>
    /// <param name="options">torch's constructor options.</param>
    /// <param name="kernel">The arithmetic.</param>
    public virtual BatchNorm<T> Create<T>(
        int dimensions, int numFeatures, BatchNormOptions options, IBatchNormKernel<T> kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => dimensions switch
        {
            1 => new BatchNorm1d<T>(numFeatures, options, kernel),
            2 => new BatchNorm2d<T>(numFeatures, options, kernel),
            _ => throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, "allowed are 1 and 2"),
        };
}

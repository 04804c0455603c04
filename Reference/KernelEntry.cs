using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>A kernel under a name, made for each element type that it covers.</summary>
/// <param name="Name">The key on the command line and in reports.</param>
/// <param name="Summary">What sets this kernel apart, in one line.</param>
public sealed record KernelEntry(string Name, string Summary)
{
    /// <summary>Makes the kernel over float; the argument is the largest number of threads it may use.</summary>
    public Func<int, IBatchNormKernel<float>>? Float32 { get; init; }

    /// <summary>Makes the kernel over double; the argument is the largest number of threads it may use.</summary>
    public Func<int, IBatchNormKernel<double>>? Float64 { get; init; }

    /// <summary>
    /// The same kernel where it takes the ways of large batches with a batch of any size: threads, stores past the caches, and
    /// whatever else begins at a threshold. Null for a kernel that has one way for all. Its name and standard are not looked at.
    /// </summary>
    public KernelEntry? AsLarge { get; init; }

    /// <summary>The arithmetic that the kernel declares, and is held to.</summary>
    public Standard Standard { get; init; }

    /// <summary>What the kernel does, beside the element types that it is made for.</summary>
    public KernelCoverage Coverage { get; init; } = KernelCoverage.Full;

    /// <summary>What tells the kernel from other builds of it; null where the function that makes it does.</summary>
    public KernelOrigin? Origin { get; init; }

    /// <summary>Makes the module around the kernel; another one where the module itself is under test.</summary>
    public ModuleFactory Modules { get; init; } = ModuleFactory.Default;
}

/// <summary>Where a kernel comes from.</summary>
/// <param name="File">The assembly or library.</param>
/// <param name="Build">What differs between builds of it.</param>
public sealed record KernelOrigin(string File, string Build);

/// <summary>
/// Kernels of another assembly: a public class that implements this and has a constructor without parameters is found
/// by <c>parity check --kernels-from FILE</c>.
/// </summary>
public interface IKernelSource
{
    /// <summary>The kernels, each under a name of its own.</summary>
    IEnumerable<KernelEntry> Kernels { get; }
}

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

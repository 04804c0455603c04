using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Kernels;

/// <summary>What the author of a kernel in another repository writes: here a right one, over float only.</summary>
public sealed class OwnKernels : IKernelSource
{
    public const string Name = "own";

    public IEnumerable<KernelEntry> Kernels =>
        [new(Name, "a kernel of another assembly") { Float32 = threads => new SimdKernel<float>(threads) }];
}

using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>What the library's bits depend on beside the numbers.</summary>
/// <param name="Threads">Its number of threads.</param>
/// <param name="Capability">Which build of its vector kernels runs.</param>
/// <param name="Root">Its square root of a whole tensor.</param>
public sealed record LibtorchConditions(int Threads, LibtorchCapability Capability, ITensorRoot Root)
{
    /// <summary>One thread on a processor with AVX2, and the correctly rounded root.</summary>
    public static LibtorchConditions Default { get; } = new(1, LibtorchCapability.Avx2, new CorrectRoot());

    /// <summary>The build that the library chooses on this machine.</summary>
    public static LibtorchCapability CapabilityHere =>
        Avx2.IsSupported && Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") != "default" ? LibtorchCapability.Avx2 : LibtorchCapability.Default;

    /// <summary>Such as <c>libtorch 2.10, AVX2, 1 thread</c>.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"libtorch 2.10, {(Capability == LibtorchCapability.Avx2 ? "AVX2" : "no vector instructions")}, {Threads} {(Threads == 1 ? "thread" : "threads")}");

    /// <summary>How products are added in the vector kernels; everywhere else they are rounded first.</summary>
    internal Products Products => new(Fused: Capability == LibtorchCapability.Avx2);
}

/// <summary>The builds of the library's vector kernels: what <c>ATEN_CPU_CAPABILITY</c> chooses among.</summary>
public enum LibtorchCapability
{
    /// <summary>With AVX2 and fused products; a processor with AVX-512 runs it too, for there is no other build.</summary>
    Avx2,

    /// <summary>For any x64 processor: no product is fused.</summary>
    Default,
}

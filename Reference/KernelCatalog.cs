using Parity.Reference.Kernels;

namespace Parity.Reference;

/// <summary>The only list of kernels: a line here puts a kernel into every check and every test.</summary>
public static class KernelCatalog
{
    /// <summary>Every kernel, in the order of reports.</summary>
    public static IReadOnlyList<KernelEntry> All { get; } =
    [
        new("manual", "the textbook steps, plain loops, double accumulators; the definition")
        {
            Float32 = _ => new ManualKernel<float>(),
            Float64 = _ => new ManualKernel<double>(),
            Standard = Standard.Compensated,
        },
        new("simd", "vectorised, parallel, double accumulators; same bits for every CPU, thread count and layout")
        {
            Float32 = threads => new SimdKernel<float>(threads),
            Float64 = threads => new SimdKernel<double>(threads),
            AsLarge = new("simd", "threads and stores past the caches at any size")
            {
                Float32 = threads => new SimdKernel<float>(threads, elementsForThreads: 0, streamBytes: 0),
                Float64 = threads => new SimdKernel<double>(threads, elementsForThreads: 0, streamBytes: 0),
            },
            Standard = Standard.Double,
        },
        new("exact", "double-double arithmetic, rounded once; adjudicates")
        {
            Float32 = _ => new ExactKernel<float>(),
            Float64 = _ => new ExactKernel<double>(),
            Standard = Standard.Compensated,
        },
    ];

    /// <summary>Kernels that are run only where they are named: what they compute is what the library that decides computes.</summary>
    public static IReadOnlyList<KernelEntry> ByName { get; } =
    [
        new("libtorch", "libtorch 2.10's own arithmetic, one thread with AVX2: TorchSharp's bits where nothing but managed code may be")
        {
            Float32 = _ => new LibtorchKernel<float>(),
            Float64 = _ => new LibtorchKernel<double>(),
            Standard = Standard.Libtorch,
            Coverage = new() { HalfPrecision = false, OpenBits = false },
            Modules = new LibtorchModules(),
        },
    ];
}

using Parity.Reference;

namespace Parity.Tests.Planted.Changes;

/// <summary>Kernels that pass the gate and differ from <c>manual</c>: what a baseline is there to tell apart.</summary>
public sealed class ChangedKernels : IKernelSource
{
    public const string Reordered = "reordered-sums", Tenfold = "tenfold-error";

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Reordered, Tenfold];

    public IEnumerable<KernelEntry> Kernels =>
    [
        new(Reordered, "manual with its sums in another order")
        {
            Float32 = _ => new ReorderedSums<float>(),
            Float64 = _ => new ReorderedSums<double>(),
            Standard = Standard.Compensated,
        },
        new(Tenfold, "manual with ten times the error in grad_bias, within its bound")
        {
            Float32 = _ => new TenfoldError<float>(),
            Float64 = _ => new TenfoldError<double>(),
            Standard = Standard.Compensated,
        },
    ];
}

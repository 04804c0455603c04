using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>How well one quantity agreed, for one kernel, dtype and mode.</summary>
/// <remarks>Counts are tensors, one per case; <c>Max*</c> are over elements, kernel against oracle.</remarks>
public sealed record AgreementRow
{
    /// <summary>Kernel under test.</summary>
    public required string Kernel { get; init; }

    /// <summary>Quantity by torch's name.</summary>
    public required string Quantity { get; init; }

    /// <summary>Element type by torch's name.</summary>
    public required string Dtype { get; init; }

    /// <summary><c>train</c> or <c>eval</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Tensors compared.</summary>
    public int Compared { get; init; }

    /// <summary>Tensors that agree under <c>torch.allclose</c>'s defaults.</summary>
    public int Allclose { get; init; }

    /// <summary>Tensors that agree under <c>torch.testing.assert_close</c>'s defaults for the dtype.</summary>
    public int AssertClose { get; init; }

    /// <summary>Tensors with the verdict "agree".</summary>
    public int Agree { get; init; }

    /// <summary>Tensors with the verdict "oracle worse".</summary>
    public int OracleWorse { get; init; }

    /// <summary>Tensors with the verdict "kernel worse".</summary>
    public int KernelWorse { get; init; }

    /// <summary>Tensors with the verdict "unexplained".</summary>
    public int Unexplained { get; init; }

    /// <summary>Tensors with the verdict "vacuous".</summary>
    public int Vacuous { get; init; }

    /// <summary>Tensors whose verdict fails the gate.</summary>
    [JsonIgnore]
    public int Failed => KernelWorse + Unexplained + Vacuous;

    /// <summary>The kernel's largest error as a multiple of its bound: near 1 is a tight bound, above 1 a wrong kernel.</summary>
    public double KernelShare { get; init; }

    /// <summary>The oracle's largest error as a multiple of its own bound.</summary>
    public double OracleShare { get; init; }

    /// <summary>Largest absolute difference.</summary>
    public double MaxAbs { get; init; }

    /// <summary>Largest difference relative to the oracle's value.</summary>
    public double MaxRel { get; init; }

    /// <summary>Largest number of representable values between the two.</summary>
    public long MaxUlp { get; init; }

    /// <summary>The kernel's largest distance from the exact value in representable values.</summary>
    public long KernelUlp { get; init; }

    /// <summary>The oracle's largest distance from the exact value in representable values.</summary>
    public long OracleUlp { get; init; }

    /// <summary>Descriptor of the case with the largest ULP difference; null when all are equal.</summary>
    public string? WorstCase { get; init; }
}

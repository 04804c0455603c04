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

    /// <summary>What is counted on ordinary data alone.</summary>
    public AgreementPart Ordinary { get; init; } = AgreementPart.None;

    /// <summary>What is counted on harsh data alone.</summary>
    public AgreementPart Harsh { get; init; } = AgreementPart.None;

    /// <summary>Tensors compared, on data of both kinds.</summary>
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

    /// <summary>Tensors in which the kernel is not exact throughout.</summary>
    public int Inexact { get; init; }

    /// <summary>
    /// Sum over these of the binary logarithms of their largest errors as multiples of the bound, in thousandths: whole
    /// numbers, so that rows join to the same sum in any order.
    /// </summary>
    public long LogShares { get; init; }

    /// <summary>The kernel's typical error as a multiple of its bound: the geometric mean over tensors that are not exact.</summary>
    public double TypicalShare => Inexact == 0 ? 0 : Math.Pow(2, LogShares / 1000.0 / Inexact);

    /// <summary>The oracle's largest error as a multiple of its own bound.</summary>
    public double OracleShare { get; init; }

    /// <summary>Elements that were judged without a bound, of the kernel's error or of the oracle's.</summary>
    public long Unbounded { get; init; }

    /// <summary>Elements in which no bound limits the oracle's error, and its known bits explain it.</summary>
    public long ByBits { get; init; }

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

    /// <summary>Several rows of one kernel, quantity and dtype as one: counts added, largest values kept.</summary>
    public static AgreementRow Together(IEnumerable<AgreementRow> some)
    {
        AgreementRow[] rows = [.. some];
        // The first of the largest, as a tally of all the cases would have it.
        AgreementRow worst = rows.MaxBy(row => row.MaxUlp)!;
        return worst with
        {
            Mode = string.Join('+', rows.Select(row => row.Mode).Distinct()),
            Ordinary = AgreementPart.Together(rows.Select(row => row.Ordinary)),
            Harsh = AgreementPart.Together(rows.Select(row => row.Harsh)),
            Compared = rows.Sum(row => row.Compared),
            Allclose = rows.Sum(row => row.Allclose),
            AssertClose = rows.Sum(row => row.AssertClose),
            Agree = rows.Sum(row => row.Agree),
            OracleWorse = rows.Sum(row => row.OracleWorse),
            KernelWorse = rows.Sum(row => row.KernelWorse),
            Unexplained = rows.Sum(row => row.Unexplained),
            Vacuous = rows.Sum(row => row.Vacuous),
            Inexact = rows.Sum(row => row.Inexact),
            LogShares = rows.Sum(row => row.LogShares),
            Unbounded = rows.Sum(row => row.Unbounded),
            ByBits = rows.Sum(row => row.ByBits),
            KernelShare = Largest(rows.Select(row => row.KernelShare)),
            OracleShare = Largest(rows.Select(row => row.OracleShare)),
            MaxAbs = Largest(rows.Select(row => row.MaxAbs)),
            MaxRel = Largest(rows.Select(row => row.MaxRel)),
            KernelUlp = rows.Max(row => row.KernelUlp),
            OracleUlp = rows.Max(row => row.OracleUlp),
        };
    }

    // Math.Max keeps a NaN, Enumerable.Max loses it.
    static double Largest(IEnumerable<double> values) => values.Aggregate(Math.Max);
}

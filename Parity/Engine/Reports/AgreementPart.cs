namespace Parity.Reports;

/// <summary>What a row of agreement counts on one kind of data: ordinary, or harsh.</summary>
/// <remarks>Counts are tensors, one per case; the row's own counts are the sums of both.</remarks>
public sealed record AgreementPart
{
    /// <summary>Nothing compared.</summary>
    public static AgreementPart None { get; } = new();

    /// <summary>Tensors compared.</summary>
    public int Compared { get; init; }

    /// <summary>Tensors that agree under <c>torch.allclose</c>'s defaults.</summary>
    public int Allclose { get; init; }

    /// <summary>Tensors that agree under <c>torch.testing.assert_close</c>'s defaults for the dtype.</summary>
    public int AssertClose { get; init; }

    /// <summary>Tensors with the verdict "oracle worse".</summary>
    public int OracleWorse { get; init; }

    /// <summary>Tensors whose verdict fails the gate.</summary>
    public int Failed { get; init; }

    /// <summary>Largest number of representable values between kernel and oracle.</summary>
    public long MaxUlp { get; init; }

    /// <summary>Several parts as one: counts added, the largest kept.</summary>
    public static AgreementPart Together(IEnumerable<AgreementPart> parts) => parts.Aggregate(None, (one, other) => new AgreementPart
    {
        Compared = one.Compared + other.Compared,
        Allclose = one.Allclose + other.Allclose,
        AssertClose = one.AssertClose + other.AssertClose,
        OracleWorse = one.OracleWorse + other.OracleWorse,
        Failed = one.Failed + other.Failed,
        MaxUlp = Math.Max(one.MaxUlp, other.MaxUlp),
    });
}

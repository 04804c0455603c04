using Parity.Cases;

namespace Parity.Bounds;

/// <summary>Whose rounding is bounded in a case: what is the same for all of its channels.</summary>
sealed class CaseArithmetic
{
    /// <summary>An arithmetic of a case.</summary>
    /// <param name="c">The case.</param>
    /// <param name="forward">Of forward, and of backward but its sums.</param>
    /// <param name="backward">Of backward's sums.</param>
    /// <param name="threads">Threads of the computation.</param>
    public CaseArithmetic(BatchNormCase c, Arithmetic forward, Arithmetic backward, int threads)
    {
        (Forward, Backward, Threads) = (forward, backward, threads);
        (Types, Parameters) = (RoundingTypes.Of(c, forward), Precision.Of(c.ParameterDType));
        (OfBatch, Eps, Channels) = (c.UsesBatchStatistics, c.Eps, c.Channels);
    }

    /// <summary>The arithmetic of forward, and of backward but its sums.</summary>
    public Arithmetic Forward { get; }

    /// <summary>That of backward's sums.</summary>
    public Arithmetic Backward { get; }

    /// <summary>Threads of the computation; matters for <see cref="Arithmetic.LibtorchRows"/> only.</summary>
    public int Threads { get; }

    /// <summary>The types that forward's numbers pass through.</summary>
    public RoundingTypes Types { get; }

    /// <summary>The type of parameters and buffers.</summary>
    public Precision Parameters { get; }

    /// <summary>Whether the statistics are the batch's own.</summary>
    public bool OfBatch { get; }

    /// <summary>Added to the variance under the root.</summary>
    public double Eps { get; }

    /// <summary>C, the number of channels.</summary>
    public int Channels { get; }

    /// <summary>Whether it is one of libtorch's ways.</summary>
    public bool IsLibtorch => Forward >= Arithmetic.LibtorchPlanes;
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Parity.Reference;

/// <summary>What a forward pass leaves to its backward pass, whatever becomes of the module in between.</summary>
/// <typeparam name="T">Element type of the parameters.</typeparam>
sealed class SavedForward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    bool ran;
    T[]? weight;

    /// <summary>Means that the pass normalised with.</summary>
    public double[] Mean { get; private set; } = [];

    /// <summary>Variances that the pass normalised with.</summary>
    public double[] Variance { get; private set; } = [];

    /// <summary>Whether these are the batch's own.</summary>
    public bool UsedBatch { get; private set; }

    /// <summary>The eps of the pass.</summary>
    public double Eps { get; private set; }

    /// <summary>Room for the statistics of so many channels.</summary>
    public void Fit(int channels)
    {
        if (Mean.Length != channels)
            (Mean, Variance) = (new double[channels], new double[channels]);
    }

    /// <summary>A pass has ended that had these options and scales.</summary>
    public void Keep(bool usedBatch, double eps, T[]? weight)
    {
        (ran, UsedBatch, Eps) = (true, usedBatch, eps);
        if (weight is null || this.weight?.Length != weight.Length)
            this.weight = weight is null ? null : [.. weight];
        else
            weight.CopyTo(this.weight, 0);
    }

    /// <summary>Refuses a weight that is not the one of the forward pass, as torch's version counters do.</summary>
    /// <exception cref="InvalidOperationException">The scales have other bits now; torch's wording.</exception>
    public void CheckUnchanged(T[]? now)
    {
        if (ran && !MemoryMarshal.AsBytes(now.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(weight.AsSpan())))
            throw new InvalidOperationException(
                "one of the variables needed for gradient computation has been modified by an inplace operation: the weight of the forward pass");
    }
}

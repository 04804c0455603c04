using System.Numerics;
using System.Runtime.InteropServices;

namespace Parity.Reference;

/// <summary>What a forward pass leaves to its backward pass, whatever becomes of the module in between.</summary>
/// <typeparam name="T">Element type of the parameters.</typeparam>
sealed class SavedForward<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string Modified = "one of the variables needed for gradient computation has been modified by an inplace operation: ";

    bool ran, readStatistics, weightWritten, statisticsWritten;
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
    /// <param name="usedBatch">Whether it normalised by the batch's own statistics.</param>
    /// <param name="eps">Its eps.</param>
    /// <param name="weight">Its scales, or null.</param>
    /// <param name="empty">Whether the batch was: torch saves no statistics of such a pass.</param>
    public void Keep(bool usedBatch, double eps, T[]? weight, bool empty)
    {
        (ran, readStatistics, UsedBatch, Eps) = (true, !empty, usedBatch, eps);
        (weightWritten, statisticsWritten) = (false, false);
        if (weight is null || this.weight?.Length != weight.Length)
            this.weight = weight is null ? null : [.. weight];
        else
            weight.CopyTo(this.weight, 0);
    }

    /// <summary>The module wrote to the scales, whether or not their bits changed.</summary>
    public void WroteWeight() => weightWritten = true;

    /// <summary>The module wrote to the running statistics, other than by a forward pass.</summary>
    public void WroteStatistics() => statisticsWritten = true;

    /// <summary>Refuses what is not what the forward pass used, as torch's version counters do.</summary>
    /// <remarks>Arrays count no writes: who writes to the running statistics past the module is not refused, and need not be, for the pass has its own copies.</remarks>
    /// <exception cref="InvalidOperationException">The scales have other bits now, or the module wrote to what a pass uses; torch's wording.</exception>
    public void CheckUnchanged(T[]? now)
    {
        if (statisticsWritten && readStatistics)
            throw new InvalidOperationException(Modified + "the running statistics of the forward pass");
        if (ran && (weightWritten || !MemoryMarshal.AsBytes(now.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(weight.AsSpan()))))
            throw new InvalidOperationException(Modified + "the weight of the forward pass");
    }
}

using System.Numerics;

namespace Parity.Reference.Kernels.Libtorch;

/// <summary>The factor that a channel is scaled by, made in double and rounded once.</summary>
static class Factor
{
    /// <summary>Of a batch's own variance: 0 where a constant channel has no eps.</summary>
    public static T OfBatch<T>(double variance, double eps)
        where T : IBinaryFloatingPointIeee754<T> => variance == 0 && eps == 0 ? T.Zero : OfGiven<T>(variance, eps);

    /// <summary>Of a given variance, in backward; eval's forward has another.</summary>
    public static T OfGiven<T>(double variance, double eps)
        where T : IBinaryFloatingPointIeee754<T> => T.CreateChecked(1 / Math.Sqrt(variance + eps));
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// The order of additions of one channel, a function of the logical position alone: memory order, threads and
/// instruction set cannot change it.
/// </summary>
/// <remarks>
/// A channel is N planes of I values (I = H · W; where that is 1, one plane of N values). Value i of plane n is added
/// to chain (n mod 4, i mod 4), in the order of n, then i. At the end the four planes' chains are added pairwise, then
/// the four lanes. A chain to which nothing is added stays +0, which changes no sum: a chain is never -0, as it starts
/// at +0. The error of a sum of M values is bounded by M / 16 roundings.
/// </remarks>
static class SumOrder
{
    /// <summary>Chains along a plane.</summary>
    public const int Lanes = 4;

    /// <summary>Chains over planes.</summary>
    public const int Sets = 4;

    /// <summary>Doubles that hold the chains of one channel, two sums each.</summary>
    public const int ChainsPerChannel = 2 * Lanes * Sets;

    /// <summary>Four values as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> Load<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) == typeof(double))
            return Vector256.Load((double*)source);
        if (Avx.IsSupported)
            return Avx.ConvertToVector256Double(Vector128.Load((float*)source));
        var four = Vector128.Load((float*)source);
        return Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }

    /// <summary>Eight values as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<double> LoadEight<T>(T* source)
        where T : unmanaged =>
        typeof(T) == typeof(double)
            ? Vector512.Load((double*)source)
            : Avx512F.IsSupported
                ? Avx512F.ConvertToVector512Double(Vector256.Load((float*)source))
                : Vector512.Create(Load(source), Load(source + 4));

    /// <summary>The first one to three of four values, the others 0; nothing beyond them is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> LoadPartial<T>(T* source, nint count)
        where T : unmanaged
    {
        if (Avx.IsSupported)
            return typeof(T) == typeof(double)
                ? Avx.MaskLoad((double*)source, Mask(count))
                : Avx.ConvertToVector256Double(Avx.MaskLoad(
                    (float*)source, Vector128.LessThan(Vector128.Create(0f, 1, 2, 3), Vector128.Create((float)count))));
        return Vector256.Create(
            Number.Widen(source[0]), count > 1 ? Number.Widen(source[1]) : 0, count > 2 ? Number.Widen(source[2]) : 0, 0);
    }

    /// <summary>All bits set in the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Mask(nint count) =>
        Vector256.LessThan(Vector256.Create(0.0, 1, 2, 3), Vector256.Create((double)count));

    /// <summary>The sum over all chains of a channel whose lanes lie side by side.</summary>
    public static unsafe double FoldLanes(double* chains)
    {
        var sum = (Vector256.Load(chains) + Vector256.Load(chains + 8))
            + (Vector256.Load(chains + 16) + Vector256.Load(chains + 24));
        return (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }

    /// <summary>The same sum for four channels side by side, one vector a chain; sets not in use are +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<double> FoldChannels(double* chains, nint nextLane, nint nextSet, nint sets)
    {
        var sum0 = FoldSets(chains, nextSet, sets);
        var sum1 = FoldSets(chains + nextLane, nextSet, sets);
        var sum2 = FoldSets(chains + 2 * nextLane, nextSet, sets);
        var sum3 = FoldSets(chains + 3 * nextLane, nextSet, sets);
        return (sum0 + sum1) + (sum2 + sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static unsafe Vector256<double> FoldSets(double* chain, nint nextSet, nint sets)
    {
        var sum = sets > 0 ? Vector256.Load(chain) : default;
        if (sets > 1)
            sum += Vector256.Load(chain + nextSet);
        if (sets > 2)
            sum += Vector256.Load(chain + 2 * nextSet) + (sets > 3 ? Vector256.Load(chain + 3 * nextSet) : default);
        return sum;
    }
}

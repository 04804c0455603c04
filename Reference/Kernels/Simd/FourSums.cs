using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Four values, or four pairs of them, added to both sums of their chains.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class FourSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    /// <summary>Adds four neighbouring values, and those of the second tensor where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(T* a, T* b, Vector256<double> shift, ref Vector256<double> s, ref Vector256<double> t)
    {
        var first = SumOrder.Load(a);
        var second = TSum.ReadsSecond ? SumOrder.Load(b) : default;
        s = TSum.AddFirst(s, first, shift);
        t = TSum.AddSecond(t, first, second, shift);
    }
}

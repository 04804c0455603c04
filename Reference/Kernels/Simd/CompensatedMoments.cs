using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>
/// Σ(x - shift) and Σ(x - shift)² of doubles in the order of <see cref="SumOrder"/>, without rounding deviations or squares
/// and with what each addition loses beside its chain.
/// </summary>
static unsafe class CompensatedMoments
{
    /// <summary>Adds up to four neighbouring planes of a channel, the first of them at a multiple of four.</summary>
    /// <param name="planes">The first plane.</param>
    /// <param name="number">How many planes.</param>
    /// <param name="count">Values in a plane.</param>
    /// <param name="shift">Subtracted from each value.</param>
    /// <param name="chains">The chains of the channel; what they lost follows all of them.</param>
    public static void AddPlanes(PlaneRun<double> planes, nint number, nint count, double shift, double* chains)
    {
        nint n = 0, whole = count & -SumOrder.Lanes;
        if (Avx512F.IsSupported && shift == 0)
            for (; n + 2 <= number; n += 2)
                AddTwo(planes.From(n).First, planes.From(n + 1).First, whole, chains + 8 * n);
        for (; n < number; n++)
            AddOne(planes.From(n).First, whole, shift, chains + 8 * n);
        if (whole < count)
            for (n = 0; n < number; n++)
                AddTail(planes.From(n).First + whole, count - whole, shift, chains + 8 * n);
    }

    /// <summary>Adds rows, the contiguous channels of one position each.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="number">How many rows, and how far ahead the next tile begins.</param>
    /// <param name="columns">Which channels, by groups.</param>
    /// <param name="shifts">What is subtracted from the values of each channel, by groups; null for nothing.</param>
    /// <param name="chains">The chains of the rows' plane.</param>
    public static void AddRows(
        PlaneRun<double> rows, (nint Count, nint Next) number, in Columns columns, double* shifts, double* chains)
    {
        nint done = Avx512F.IsSupported && shifts == null && columns.Width == Columns.Wide ? number.Count & -SumOrder.Lanes : 0;
        for (nint group = columns.First; group < columns.End; group++)
        {
            double* to = chains + group * columns.ChainsPerSet;
            PlaneRun<double> first = rows.Every(1, 0, columns.ChannelOf(group));
            for (nint i = 0; done > 0 && i < columns.Width; i += 8)
                AddEight(first.Every(1, 0, i), (done, number.Next), to + i, columns);
            for (nint lane = 0; lane < Math.Min(number.Count - done, SumOrder.Lanes); lane++)
                for (nint i = 0; i < columns.Width; i += 4)
                    AddFour(
                        first.Every(SumOrder.Lanes, done + lane, i), (number.Count - done - lane + SumOrder.Lanes - 1) / SumOrder.Lanes,
                        shifts == null ? default : Vector256.Load(shifts + group * columns.Width + i),
                        to + lane * columns.NextLane + i, columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddOne(double* x, nint count, double shift, double* chains)
    {
        var from = Vector256.Create(shift);
        CompensatedSum s = Load(chains, SumOrder.ChainsPerChannel), t = Load(chains + 4, SumOrder.ChainsPerChannel);
        for (nint i = 0; i < count; i += SumOrder.Lanes)
            Step(Vector256.Load(x + i), from, ref s, ref t);
        Store(s, chains, SumOrder.ChainsPerChannel);
        Store(t, chains + 4, SumOrder.ChainsPerChannel);
    }

    // Lanes beyond the end add +0, which changes no chain: they are not measured from the shift either.
    static void AddTail(double* x, nint count, double shift, double* chains)
    {
        CompensatedSum s = Load(chains, SumOrder.ChainsPerChannel), t = Load(chains + 4, SumOrder.ChainsPerChannel);
        Step(SumOrder.LoadPartial(x, count), Vector256.Create(shift) & SumOrder.Mask(count), ref s, ref t);
        Store(s, chains, SumOrder.ChainsPerChannel);
        Store(t, chains + 4, SumOrder.ChainsPerChannel);
    }

    // One plane in the lower half of each vector, the next one in the upper.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddTwo(double* x, double* next, nint count, double* chains)
    {
        double* lost = chains + SumOrder.ChainsPerChannel;
        CompensatedSum512 s = new(Two(chains, chains + 8), Two(lost, lost + 8));
        CompensatedSum512 t = new(Two(chains + 4, chains + 12), Two(lost + 4, lost + 12));
        for (nint i = 0; i < count; i += SumOrder.Lanes)
            Step(Two(x + i, next + i), ref s, ref t);
        StoreTwo(s.Sum, chains, chains + 8);
        StoreTwo(t.Sum, chains + 4, chains + 12);
        StoreTwo(s.Lost, lost, lost + 8);
        StoreTwo(t.Lost, lost + 4, lost + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddFour(PlaneRun<double> rows, nint number, Vector256<double> shift, double* chains, in Columns columns)
    {
        CompensatedSum s = Load(chains, columns.ToLost), t = Load(chains + columns.Width, columns.ToLost);
        double* x = rows.First;
        for (; number > 0; number--, x += rows.Step)
            Step(Vector256.Load(x), shift, ref s, ref t);
        Store(s, chains, columns.ToLost);
        Store(t, chains + columns.Width, columns.ToLost);
    }

    // All lanes of a cache line of channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddEight(PlaneRun<double> rows, (nint Count, nint Next) number, double* chains, in Columns columns)
    {
        nint toLost = columns.ToLost, nextLane = columns.NextLane;
        double* squares = chains + columns.Width;
        CompensatedSum512 s0 = LoadEight(chains, toLost), t0 = LoadEight(squares, toLost);
        CompensatedSum512 s1 = LoadEight(chains + nextLane, toLost), t1 = LoadEight(squares + nextLane, toLost);
        CompensatedSum512 s2 = LoadEight(chains + 2 * nextLane, toLost), t2 = LoadEight(squares + 2 * nextLane, toLost);
        CompensatedSum512 s3 = LoadEight(chains + 3 * nextLane, toLost), t3 = LoadEight(squares + 3 * nextLane, toLost);
        double* x = rows.First;
        nint ahead = number.Next * rows.Step;
        for (nint left = number.Count; left > 0; left -= SumOrder.Lanes)
        {
            Step(x, ahead, ref s0, ref t0);
            x += rows.Step;
            Step(x, ahead, ref s1, ref t1);
            x += rows.Step;
            Step(x, ahead, ref s2, ref t2);
            x += rows.Step;
            Step(x, ahead, ref s3, ref t3);
            x += rows.Step;
        }

        Store(s0, chains, toLost);
        Store(t0, squares, toLost);
        Store(s1, chains + nextLane, toLost);
        Store(t1, squares + nextLane, toLost);
        Store(s2, chains + 2 * nextLane, toLost);
        Store(t2, squares + 2 * nextLane, toLost);
        Store(s3, chains + 3 * nextLane, toLost);
        Store(t3, squares + 3 * nextLane, toLost);
    }

    // (d + e)² = d² + 2de + e², whose last term is below all that is kept.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(Vector256<double> x, Vector256<double> shift, ref CompensatedSum s, ref CompensatedSum t)
    {
        var d = x - shift;
        var e = CompensatedSum.ErrorOfSum(x, -shift, d);
        var square = d * d;
        s.Add(d, e);
        t.Add(square, Fused.MultiplyAdd(d + d, e, Fused.MultiplyAdd(d, d, -square)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(Vector512<double> x, ref CompensatedSum512 s, ref CompensatedSum512 t)
    {
        var square = x * x;
        s.Add(x);
        t.Add(square, Vector512.FusedMultiplyAdd(x, x, -square));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(double* x, nint ahead, ref CompensatedSum512 s, ref CompensatedSum512 t)
    {
        Sse.Prefetch1(x + ahead);
        Step(Vector512.Load(x), ref s, ref t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static CompensatedSum512 LoadEight(double* chains, nint toLost) => new(Vector512.Load(chains), Vector512.Load(chains + toLost));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(CompensatedSum512 sum, double* chains, nint toLost)
    {
        sum.Sum.Store(chains);
        sum.Lost.Store(chains + toLost);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<double> Two(double* lower, double* upper) => Avx512F.InsertVector256(Vector256.Load(lower).ToVector512Unsafe(), Vector256.Load(upper), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StoreTwo(Vector512<double> both, double* lower, double* upper)
    {
        both.GetLower().Store(lower);
        both.GetUpper().Store(upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static CompensatedSum Load(double* chains, nint toLost) => new(Vector256.Load(chains), Vector256.Load(chains + toLost));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(CompensatedSum sum, double* chains, nint toLost)
    {
        sum.Sum.Store(chains);
        sum.Lost.Store(chains + toLost);
    }
}

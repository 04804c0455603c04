using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Adds rows, the contiguous channels of one position each, to the chains of their channels.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowSums<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    // Few enough rows to go through memory in order, enough to load and store the chains seldom; a tile's first row belongs
    // to lane 0, wherever in its plane it is.
    const nint TileBytes = 128 * 1024, FewestRows = 32, MostRows = 128, RowsTogether = 4 * SumOrder.Lanes;

    /// <summary>Adds all rows to the chains of a run of groups.</summary>
    /// <param name="a">The tensor that is summed.</param>
    /// <param name="b">The second tensor, where there is one.</param>
    /// <param name="groups">Which channels, by groups.</param>
    /// <param name="shifts">What the values of each channel are measured from, by groups.</param>
    /// <param name="chains">The chains of all channels.</param>
    public static void Add(in TensorView<T> a, in TensorView<T> b, in ChannelGroups groups, double* shifts, double* chains)
    {
        nint tileRows = Math.Clamp(TileBytes / (sizeof(T) * Math.Max(1, a.StrideI)), FewestRows, MostRows) & -RowsTogether;
        for (nint n = 0; n < a.N; n++)
            for (nint i = 0; i < a.PlaneLength; i += tileRows)
            {
                Strided<T> rowsA = new(a.Row(n, i), a.StrideI), rowsB = new(b.Row(n, i), b.StrideI);
                nint rows = Math.Min(tileRows, a.PlaneLength - i);
                double* to = groups.Chains(chains, n);
                if (groups.Width == ChannelGroups.Wide)
                    AddWide(rowsA, rowsB, (rows, tileRows), groups, shifts, to);
                else
                    AddNarrow(rowsA, rowsB, rows, groups, shifts, to);
            }
    }

    static void AddWide(
        Strided<T> a, Strided<T> b, (nint Count, nint Next) rows, in ChannelGroups groups, double* shifts, double* chains)
    {
        nint done = Avx512F.IsSupported ? rows.Count & -SumOrder.Lanes : 0;
        for (nint group = groups.First; done > 0 && group < groups.End; group++)
        {
            nint c = groups.ChannelOf(group);
            RowSums512<T, TSum>.AddSixteen(
                a.Every(1, 0, c), b.Every(1, 0, c), (done, rows.Next), shifts + group * ChannelGroups.Wide, chains + group * groups.ChainsPerSet);
        }

        if (done < rows.Count)
            RowsInOrder<T, TSum>.Add(a.From(done), b.From(done), rows.Count - done, groups, shifts, chains);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddNarrow(Strided<T> a, Strided<T> b, nint rows, in ChannelGroups groups, double* shifts, double* chains)
    {
        for (nint group = groups.First; group < groups.End; group++)
            for (nint lane = 0; lane < Math.Min(rows, SumOrder.Lanes); lane++)
            {
                nint c = groups.ChannelOf(group);
                double* to = chains + group * groups.ChainsPerSet + lane * groups.NextLane;
                var from = From(shifts + group * groups.Width);
                Vector256<double> s = Vector256.Load(to), t = Vector256.Load(to + groups.Width);
                nint count = (rows - lane + SumOrder.Lanes - 1) / SumOrder.Lanes;
                Sums<T, TSum>.Each(a.Every(SumOrder.Lanes, lane, c), b.Every(SumOrder.Lanes, lane, c), count, from, ref s, ref t);
                s.Store(to);
                t.Store(to + groups.Width);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> From(double* shifts) => TSum.UsesShift ? Vector256.Load(shifts) : default;
}

/// <summary>
/// Adds rows to the chains of wide groups in the order of memory, where registers cannot hold the chains of all lanes: four
/// rows of a lane at once, so that the chains are loaded and stored once for four additions.
/// </summary>
/// <remarks>Two rows at once leave more to load and store, eight drive each other out of a first-level cache (measured).</remarks>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TSum">What is summed.</typeparam>
static unsafe class RowsInOrder<T, TSum>
    where T : unmanaged
    where TSum : struct, IReduction
{
    const nint AtOnce = 4, Block = AtOnce * SumOrder.Lanes, AheadBytes = 16 * 1024;

    // The chains of more channels, and the rows of a block, drive each other out of a first-level cache: then all rows of a
    // lane come before those of the next.
    const nint FewChannels = 128;

    /// <summary>Adds rows, the first of them of lane 0.</summary>
    /// <param name="a">The first row.</param>
    /// <param name="b">The first row of the second tensor, where there is one.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="groups">Which channels, in groups of sixteen.</param>
    /// <param name="shifts">What the values of each channel are measured from, by groups.</param>
    /// <param name="chains">The chains of all channels.</param>
    public static void Add(Strided<T> a, Strided<T> b, nint rows, in ChannelGroups groups, double* shifts, double* chains)
    {
        nint pass = groups.Channels <= FewChannels ? Block : rows;
        for (nint start = 0; start < rows; start += pass)
            for (nint lane = 0; lane < SumOrder.Lanes; lane++)
                for (nint row = start + lane; row < Math.Min(start + pass, rows); row += Block)
                {
                    nint count = Math.Min(AtOnce, (rows - row + SumOrder.Lanes - 1) / SumOrder.Lanes);
                    AddLane(a.Every(SumOrder.Lanes, row, 0), b.Every(SumOrder.Lanes, row, 0), count, groups, shifts, chains + lane * groups.NextLane);
                }
    }

    static void AddLane(Strided<T> a, Strided<T> b, nint count, in ChannelGroups groups, double* shifts, double* chains)
    {
        nint ahead = Math.Max(1, AheadBytes / (AtOnce * Math.Max(1, a.Step) * sizeof(T))) * AtOnce, group = groups.First;

        // The last group may overlap the one before.
        for (nint inStep = groups.InStep; group < groups.End; group += inStep, inStep = 1)
        {
            nint c = groups.ChannelOf(group);
            double* from = shifts + group * ChannelGroups.Wide, to = chains + group * groups.ChainsPerSet;
            if (count == AtOnce)
                AddFour(a.Every(1, 0, c), b.Every(1, 0, c), (inStep, groups.ChainsPerSet), (ahead * a.Step, ahead * b.Step), from, to);
            else
                AddFewer(a.Every(1, 0, c), b.Every(1, 0, c), count, (inStep, groups.ChainsPerSet), from, to);
        }
    }

    // Each vector fetches one of the four rows' lines.
    /// <summary>Adds four rows of one lane to the chains of groups that follow one another.</summary>
    /// <param name="a">The first row.</param>
    /// <param name="b">The first row of the second tensor, where there is one.</param>
    /// <param name="groups">How many groups, and doubles from the chains of one to those of the next.</param>
    /// <param name="ahead">How far ahead in either tensor is what is fetched.</param>
    /// <param name="shifts">What the channels' values are measured from.</param>
    /// <param name="chains">The lane's chains of the first group.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddFour(
        Strided<T> a, Strided<T> b, (nint Count, nint Chains) groups, (nint A, nint B) ahead, double* shifts, double* chains)
    {
        nint stepA = a.Step, stepB = b.Step, left = groups.Count, toNext = groups.Chains - ChannelGroups.Wide;
        T* pa = a.First, pb = b.First, fetchA = pa + ahead.A, fetchB = pb + ahead.B;
        for (; left > 0; left--)
        {
            for (double* end = chains + ChannelGroups.Wide; chains < end; chains += 4)
            {
                Fetch(fetchA);
                fetchA += stepA;
                if (TSum.ReadsSecond)
                {
                    Fetch(fetchB);
                    fetchB += stepB;
                }

                var shift = TSum.UsesShift ? Vector256.Load(shifts) : default;
                Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + ChannelGroups.Wide);
                Sums<T, TSum>.Step(pa, pb, shift, ref s, ref t);
                Sums<T, TSum>.Step(pa + stepA, pb + stepB, shift, ref s, ref t);
                Sums<T, TSum>.Step(pa + 2 * stepA, pb + 2 * stepB, shift, ref s, ref t);
                Sums<T, TSum>.Step(pa + 3 * stepA, pb + 3 * stepB, shift, ref s, ref t);
                s.Store(chains);
                t.Store(chains + ChannelGroups.Wide);
                pa += 4;
                pb += 4;
                shifts += 4;
            }

            chains += toNext;
            fetchA += ChannelGroups.Wide - 4 * stepA;
            fetchB += ChannelGroups.Wide - 4 * stepB;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void AddFewer(
        Strided<T> a, Strided<T> b, nint count, (nint Count, nint Chains) groups, double* shifts, double* chains)
    {
        nint toNext = groups.Chains - ChannelGroups.Wide;
        for (nint c = 0, left = groups.Count; left > 0; left--, chains += toNext)
            for (double* end = chains + ChannelGroups.Wide; chains < end; chains += 4, shifts += 4, c += 4)
            {
                var shift = TSum.UsesShift ? Vector256.Load(shifts) : default;
                Vector256<double> s = Vector256.Load(chains), t = Vector256.Load(chains + ChannelGroups.Wide);
                Sums<T, TSum>.Each(a.Every(1, 0, c), b.Every(1, 0, c), count, shift, ref s, ref t);
                s.Store(chains);
                t.Store(chains + ChannelGroups.Wide);
            }
    }

    // Into the second-level cache: rows a power of two apart would drive each other out of the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fetch(T* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }
}

/// <summary>
/// Channels in groups of sixteen, or of four where there are fewer; the last group overlaps the one before where the
/// number is no multiple.
/// </summary>
/// <param name="Channels">All channels, four at least.</param>
/// <param name="Sets">Sets of chains in use: planes of a channel, four at most.</param>
/// <param name="First">The first group of this run.</param>
/// <param name="End">The group after the last of this run.</param>
readonly record struct ChannelGroups(nint Channels, nint Sets, nint First, nint End)
{
    /// <summary>Channels of a wide group: a cache line of floats.</summary>
    public const int Wide = 16;

    const int Narrow = 4;

    /// <summary>Channels of a group.</summary>
    public nint Width => WidthFor(Channels);

    /// <summary>How many groups of this run follow one another without overlap.</summary>
    public nint InStep => Math.Max(1, Math.Min(End, Channels / Width) - First);

    /// <summary>Doubles that hold the chains that one plane adds to, of one group: by lane, then sum, then channel.</summary>
    public nint ChainsPerSet => 2 * SumOrder.Lanes * Width;

    /// <summary>Doubles from the chains of one lane to those of the next.</summary>
    public nint NextLane => 2 * Width;

    /// <summary>How many groups there are.</summary>
    public static nint Count(nint channels) => (channels + WidthFor(channels) - 1) / WidthFor(channels);

    /// <summary>Places for one number a channel, by groups.</summary>
    public static nint Places(nint channels) => Count(channels) * WidthFor(channels);

    /// <summary>Doubles that hold the chains of all channels of a tensor.</summary>
    public static nint ChainsLength(nint channels, nint planes) =>
        2 * SumOrder.Lanes * Places(channels) * Math.Min(planes, SumOrder.Sets);

    /// <summary>The run of one unit, where each has so many groups.</summary>
    public static ChannelGroups Unit<T>(in TensorView<T> tensor, nint groupsPerUnit, nint unit)
        where T : unmanaged
    {
        nint end = Math.Min((unit + 1) * groupsPerUnit, Count(tensor.C));
        return new(tensor.C, Math.Min(tensor.N, SumOrder.Sets), unit * groupsPerUnit, end);
    }

    /// <summary>The first channel of a group.</summary>
    public nint ChannelOf(nint group) => Math.Min(Width * group, Channels - Width);

    /// <summary>The chains that plane <paramref name="n"/> adds to.</summary>
    public unsafe double* Chains(double* chains, nint n) => chains + (n & (SumOrder.Sets - 1)) * SetLength;

    /// <summary>Sets the chains of this run to zero.</summary>
    public unsafe void Clear(double* chains)
    {
        for (nint set = 0; set < Sets; set++)
            new Span<double>(Chains(chains, set) + First * ChainsPerSet, (int)((End - First) * ChainsPerSet)).Clear();
    }

    /// <summary>Both sums of four neighbouring channels of a group.</summary>
    public unsafe (Vector256<double> First, Vector256<double> Second) Fold(double* chains, nint group, nint channel)
    {
        chains += group * ChainsPerSet + channel;
        return (FoldOne(chains), FoldOne(chains + Width));
    }

    unsafe Vector256<double> FoldOne(double* chains) => SumOrder.FoldChannels(chains, NextLane, SetLength, Sets);

    nint SetLength => Count(Channels) * ChainsPerSet;

    static nint WidthFor(nint channels) => channels >= Wide ? Wide : Narrow;
}

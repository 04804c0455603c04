using System.Buffers;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Chooses the path for the memory order of a pass, and cuts the pass into units of work.</summary>
/// <typeparam name="T">Element type.</typeparam>
static unsafe class ChannelPassRunner<T>
    where T : unmanaged
{
    // A unit's channels stay in a second-level cache, with room for what is written.
    const nint UnitBytes = 512 * 1024;
    const nint RunBytes = 16 * 1024;
    const nint MostChannelsPerUnit = 96;

    /// <summary>Training forward.</summary>
    public static void ForwardTraining(in ChannelPass<T> pass, int threads)
    {
        if (IsByRows(pass))
            OverRows(pass, threads, forward: true);
        else if (IsByPlanes(pass))
            ForwardTraining<ContiguousPlanes<T>>(pass, threads);
        else
            ForwardTraining<AnyStrides<T>>(pass, threads);
    }

    /// <summary>Eval forward.</summary>
    public static void ForwardEval(in ChannelPass<T> pass, int threads)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)CoefficientTable<T>.BytesFor(pass.Input.C));
        fixed (byte* memory = rented)
        {
            var table = new CoefficientTable<T>(memory, pass.Input.C);
            SetForward(pass, table);
            if (IsByRows(pass))
                MapRows<Normalise>(pass, table, threads);
            else if (IsByPlanes(pass))
                ForwardEval<ContiguousPlanes<T>>(pass, table, threads);
            else
                ForwardEval<AnyStrides<T>>(pass, table, threads);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Backward, of either mode.</summary>
    public static void Backward(in ChannelPass<T> pass, int threads)
    {
        if (IsByRows(pass))
            OverRows(pass, threads, forward: false);
        else if (IsByPlanes(pass))
            Backward<ContiguousPlanes<T>>(pass, threads);
        else
            Backward<AnyStrides<T>>(pass, threads);
    }

    static bool IsByRows(in ChannelPass<T> pass) =>
        pass.Input.C >= 4
        && pass.Input.HasContiguousChannels
        && (pass.GradOutput.IsAbsent || pass.GradOutput.HasContiguousChannels)
        && (pass.Result.IsAbsent || pass.Result.HasContiguousChannels);

    static bool IsByPlanes(in ChannelPass<T> pass) =>
        pass.Input.HasContiguousPlanes
        && (pass.GradOutput.IsAbsent || pass.GradOutput.HasContiguousPlanes)
        && (pass.Result.IsAbsent || pass.Result.HasContiguousPlanes);

    static void ForwardTraining<TLayout>(in ChannelPass<T> pass, int threads)
        where TLayout : struct, IChannelLayout<T>
    {
        nint channels = ChannelsPerUnit(pass, threads, tensors: 1);
        var work = new ChannelwiseForward<T, TLayout>(pass, new(channels, threads));
        Crew.Run(ref work, Units(pass.Input.C, channels), threads);
    }

    static void ForwardEval<TLayout>(in ChannelPass<T> pass, in CoefficientTable<T> table, int threads)
        where TLayout : struct, IChannelLayout<T>
    {
        nint plane = Math.Max(1, pass.Input.PlaneLength * sizeof(T));
        nint channels = Math.Clamp(UnitBytes / 8 / plane, 1, Math.Max(1, pass.Input.C));
        var work = new ChannelwiseEval<T, TLayout>(pass, table, channels);
        Crew.Run(ref work, pass.Input.N * Units(pass.Input.C, channels), threads);
    }

    static void Backward<TLayout>(in ChannelPass<T> pass, int threads)
        where TLayout : struct, IChannelLayout<T>
    {
        nint channels = ChannelsPerUnit(pass, threads, tensors: 2);
        var work = new ChannelwiseBackward<T, TLayout>(pass, new(channels, threads));
        Crew.Run(ref work, Units(pass.Input.C, channels), threads);
    }

    static void OverRows(in ChannelPass<T> pass, int threads, bool forward)
    {
        nint groups = ChannelGroups.Count(pass.Input.C);
        nint perUnit = Units(groups, threads);
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)RowScratch<T>.BytesFor(pass.Input.C, pass.Input.N));
        fixed (byte* memory = rented)
        {
            var scratch = new RowScratch<T>(memory, pass.Input.C, pass.Input.N);
            if (forward)
            {
                var statistics = new RowwiseStatistics<T>(pass, scratch, perUnit);
                Crew.Run(ref statistics, Units(groups, perUnit), threads);
                MapRows<Normalise>(pass, scratch.Table, threads);
            }
            else
            {
                var gradients = new RowwiseGradients<T>(pass, scratch, perUnit);
                Crew.Run(ref gradients, Units(groups, perUnit), threads);
                if (pass.Training && !pass.Result.IsAbsent)
                    MapRows<DeriveThroughStatistics>(pass, scratch.Table, threads);
                else if (!pass.Result.IsAbsent)
                    MapRows<DeriveScaling>(pass, scratch.Table, threads);
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    static void SetForward(in ChannelPass<T> pass, in CoefficientTable<T> table)
    {
        for (nint c = 0; c < pass.Input.C; c += 4)
            FourChannels<T>.SetForward(pass, c, Math.Min(4, pass.Input.C - c), table, c);
    }

    static void MapRows<TMap>(in ChannelPass<T> pass, in CoefficientTable<T> table, int threads)
        where TMap : struct, IElementMap
    {
        nint rows = Math.Clamp(UnitBytes / 4 / (pass.Result.C * sizeof(T)), 4, Math.Max(4, Units(pass.Result.PlaneLength, 2 * threads)));
        var work = new RowMap<T, TMap>(pass, table, rows);
        Crew.Run(ref work, work.Units, threads);
    }

    // Enough channels for a long run of memory, so many that they stay in cache, and units for every thread.
    static nint ChannelsPerUnit(in ChannelPass<T> pass, int threads, int tensors)
    {
        nint plane = Math.Max(1, pass.Input.PlaneLength * sizeof(T));
        nint wanted = (RunBytes + plane - 1) / plane;
        nint fitting = UnitBytes / Math.Max(1, pass.Input.N * plane * tensors);
        nint shared = threads == 1 ? wanted : pass.Input.C / (4 * threads);
        return Math.Clamp(Math.Min(Math.Min(wanted, fitting), shared), 1, MostChannelsPerUnit);
    }

    static nint Units(nint count, nint perUnit) => (count + perUnit - 1) / perUnit;
}

/// <summary>
/// What a unit of channels fetches for the unit that follows it on its thread, while it writes its result: then memory is
/// read all the time, not only while sums are made.
/// </summary>
/// <param name="Channels">Channels of a unit.</param>
/// <param name="Threads">Threads that take units in turn.</param>
readonly record struct NextUnit(nint Channels, int Threads)
{
    // What is fetched must not drive out what is still to be mapped: a quarter of a second-level cache.
    const nint MostBytes = 256 * 1024;

    /// <summary>How many channels ahead to fetch while plane <paramref name="n"/> is mapped; 0 for nothing.</summary>
    /// <param name="tensor">A tensor that is read.</param>
    /// <param name="first">The unit's first channel.</param>
    /// <param name="n">The plane.</param>
    /// <param name="bytesPerPosition">Bytes that are read at a position.</param>
    public nint Ahead<T>(in TensorView<T> tensor, nint first, nint n, nint bytesPerPosition)
        where T : unmanaged
    {
        nint ahead = Channels * Threads;
        bool isThere = first + ahead + Channels <= tensor.C;
        return isThere && (n + 1) * tensor.PlaneLength * Channels * bytesPerPosition <= MostBytes ? ahead : 0;
    }
}

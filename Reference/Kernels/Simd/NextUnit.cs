namespace Parity.Reference.Kernels.Simd;

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

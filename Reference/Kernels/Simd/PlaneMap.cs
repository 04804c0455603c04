using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parity.Reference.Kernels.Simd;

/// <summary>Maps the elements of a contiguous run that belongs to one channel.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="TMap">What becomes of an element.</typeparam>
static unsafe class PlaneMap<T, TMap>
    where T : unmanaged
    where TMap : struct, IElementMap
{
    const int LineBytes = 64;

    // Below this, the lines that two planes share cost more than streaming the others saves.
    const int SmallestStreamedPlane = 2048;

    /// <summary>Maps planes of neighbouring channels.</summary>
    /// <param name="x">The input, where the map reads it; steps lead to the next channel.</param>
    /// <param name="dy">The gradient, where the map reads it.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="planes">How many planes, and how many elements each has.</param>
    /// <param name="table">The coefficients.</param>
    /// <param name="c">The first channel's place in the table.</param>
    /// <param name="ahead">So many channels further is what is read next, and fetched meanwhile; 0 for nothing.</param>
    /// <param name="stream">Whether to store past the caches; the caller ends with a <see cref="ChannelPass{T}.EndUnit"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(
        Strided<T> x, Strided<T> dy, Strided<T> result, (nint Count, nint Length) planes,
        in CoefficientTable<T> table, nint c, bool stream, nint ahead)
    {
        T* from = x.First, gradient = dy.First, to = result.First;
        for (nint end = c + planes.Count; c < end; c++)
        {
            if (table.NeedsDouble(c))
                RunInDouble(from, gradient, to, planes.Length, table.Wide(c));
            else if (planes.Length < Vector256<T>.Count)
                RunShort(from, gradient, to, planes.Length, table.Broadcast(c));
            else if (stream && planes.Length * sizeof(T) >= SmallestStreamedPlane)
                Stream(from, gradient, to, planes.Length, table.Broadcast(c), (ahead * x.Step, ahead * dy.Step));
            else
                Cached(from, gradient, to, planes.Length, table.Broadcast(c));
            from += x.Step;
            gradient += dy.Step;
            to += result.Step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Cached(T* x, T* dy, T* result, nint count, CoefficientVectors<T> k)
    {
        nint width = Vector256<T>.Count, i = 0;
        for (; i <= count - 4 * width; i += 4 * width)
        {
            var y0 = At(x, dy, i, k);
            var y1 = At(x, dy, i + width, k);
            var y2 = At(x, dy, i + 2 * width, k);
            var y3 = At(x, dy, i + 3 * width, k);
            y0.Store(result + i);
            y1.Store(result + i + width);
            y2.Store(result + i + 2 * width);
            y3.Store(result + i + 3 * width);
        }

        for (; i <= count - width; i += width)
            At(x, dy, i, k).Store(result + i);

        // The last vector overlaps the one before: the same values are written twice.
        if (i < count)
            At(x, dy, count - width, k).Store(result + count - width);
    }

    // Whole cache lines only: a line that is partly streamed is read and written back on its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static void Stream(T* x, T* dy, T* result, nint count, CoefficientVectors<T> k, (nint X, nint Dy) ahead)
    {
        nint width = Vector256<T>.Count, line = LineBytes / sizeof(T);
        nint i = (nint)(-(nint)result & (LineBytes - 1)) / sizeof(T), end = i + ((count - i) & -line);
        if (i > 0)
            Edge(x, dy, result, i, k);
        for (; i < end; i += line)
        {
            if (ahead.X != 0)
                Fetch(x + i + ahead.X, dy + i + ahead.Dy);
            var y0 = At(x, dy, i, k);
            var y1 = At(x, dy, i + width, k);
            y0.StoreAlignedNonTemporal(result + i);
            y1.StoreAlignedNonTemporal(result + i + width);
        }

        if (i < count)
            Edge(x + i, dy + i, result + i, count - i, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Fetch(T* x, T* dy)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch1(x);
        if (TMap.ReadsGradient)
            Sse.Prefetch1(dy);
    }

    static void Edge(T* x, T* dy, T* result, nint count, CoefficientVectors<T> k)
    {
        if (count < Vector256<T>.Count)
            RunShort(x, dy, result, count, k);
        else
            Cached(x, dy, result, count, k);
    }

    /// <summary>What becomes of the vector at <paramref name="i"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> At(T* x, T* dy, nint i, CoefficientVectors<T> k) =>
        TMap.Apply(
            TMap.ReadsInput ? Vector256.Load(x + i) : default,
            TMap.ReadsGradient ? Vector256.Load(dy + i) : default,
            k);

    /// <summary>Maps fewer elements than a vector holds.</summary>
    public static void RunShort(T* x, T* dy, T* result, nint count, CoefficientVectors<T> k)
    {
        T* padded = stackalloc T[3 * Vector256<T>.Count];
        T* paddedGradient = padded + Vector256<T>.Count, paddedResult = paddedGradient + Vector256<T>.Count;
        for (nint i = 0; i < count; i++)
        {
            if (TMap.ReadsInput)
                padded[i] = x[i];
            if (TMap.ReadsGradient)
                paddedGradient[i] = dy[i];
        }

        At(padded, paddedGradient, 0, k).Store(paddedResult);
        for (nint i = 0; i < count; i++)
            result[i] = paddedResult[i];
    }

    static void RunInDouble(T* x, T* dy, T* result, nint count, in WideCoefficients k)
    {
        for (nint i = 0; i < count; i++)
            result[i] = Number.Narrow<T>(TMap.Apply(
                TMap.ReadsInput ? Number.Widen(x[i]) : 0,
                TMap.ReadsGradient ? Number.Widen(dy[i]) : 0,
                k));
    }
}

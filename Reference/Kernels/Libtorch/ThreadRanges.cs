namespace Parity.Reference.Kernels.Libtorch;

/// <summary>How the library divides a range among its threads: <c>at::parallel_for</c>.</summary>
static class ThreadRanges
{
    /// <summary>Below this many elements a reduction stays on one thread.</summary>
    public const int Grain = 32768;

    /// <summary>Ranges of equal length, the last one shorter; not more than threads, nor than grains.</summary>
    public static IEnumerable<(int Begin, int End)> Of(int length, int threads, int grain = 1)
    {
        int parts = Math.Min(threads, DivideUp(length, grain)), each = DivideUp(length, Math.Max(parts, 1));
        for (int begin = 0; begin < length; begin += each)
            yield return (begin, Math.Min(length, begin + each));
    }

    static int DivideUp(int length, int by) => (int)(((long)length + by - 1) / by);
}

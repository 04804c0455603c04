using System.Numerics;

namespace Parity.Tensors;

/// <summary>Arrays that stay where they are, kept by each thread for its next tensors: the cases of a run are of one size or so.</summary>
/// <typeparam name="T">Element type.</typeparam>
static class PinnedPool<T>
    where T : unmanaged
{
    // Of one size a case needs so many at once; longer ones are rare, and would lie about.
    const int MostKept = 4, LongestKept = 1 << 16;

    [ThreadStatic]
    static Stack<T[]>?[]? kept; // by the logarithm of the length

    /// <summary>An array of at least a length, with anything in it.</summary>
    public static T[] Rent(int length)
    {
        if (length > LongestKept)
            return GC.AllocateUninitializedArray<T>(length, pinned: true);
        return Kept(length).TryPop(out T[]? array) ? array : GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length), pinned: true);
    }

    /// <summary>Takes an array back, which nobody uses any more.</summary>
    /// <param name="array">What <see cref="Rent"/> gave.</param>
    public static void Return(T[] array)
    {
        if (array.Length <= LongestKept && Kept(array.Length) is { Count: < MostKept } others)
            others.Push(array);
    }

    static Stack<T[]> Kept(int length) =>
        (kept ??= new Stack<T[]>?[BitOperations.Log2(LongestKept) + 1])[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)length))] ??= [];
}

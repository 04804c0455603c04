using System.Numerics;

namespace Parity.Tensors;

/// <summary>
/// Arrays that stay where they are, kept for the next tensors: new ones would each bring a collection of everything nearer.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
static class PinnedPool<T>
    where T : unmanaged
{
    // Longer ones are rare, and would lie about.
    const int LongestKept = 1 << 18;

    // As many of one size as the cases at hand need at once, which have four tensors each.
    static readonly int mostKept = 4 * (Environment.ProcessorCount + 1);

    static readonly Stack<T[]>[] kept = [.. Enumerable.Range(0, BitOperations.Log2(LongestKept) + 1).Select(_ => new Stack<T[]>())]; // by the logarithm of the length

    /// <summary>An array of at least a length, with anything in it.</summary>
    public static T[] Rent(int length)
    {
        if (length > LongestKept)
            return GC.AllocateUninitializedArray<T>(length, pinned: true);
        Stack<T[]> others = Kept(length);
        lock (others)
            if (others.TryPop(out T[]? array))
                return array;
        return GC.AllocateUninitializedArray<T>((int)BitOperations.RoundUpToPowerOf2((uint)length), pinned: true);
    }

    /// <summary>Takes an array back, which nobody uses any more.</summary>
    /// <param name="array">What <see cref="Rent"/> gave.</param>
    public static void Return(T[] array)
    {
        if (array.Length > LongestKept)
            return;
        Stack<T[]> others = Kept(array.Length);
        lock (others)
            if (others.Count < mostKept)
                others.Push(array);
    }

    static Stack<T[]> Kept(int length) => kept[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)length))];
}

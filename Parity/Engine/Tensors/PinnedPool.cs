using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parity.Tensors;

/// <summary>
/// Memory that stays where it is, kept for who wants some next: new memory would each time bring a collection of everything
/// nearer.
/// </summary>
/// <param name="mostBytes">How much is kept at most.</param>
sealed class PinnedPool(long mostBytes)
{
    readonly List<(int Lines, Stack<CacheLine[]> Arrays)> kept = []; // every size that was ever kept, the shortest first
    long bytes;

    /// <summary>For every thread of the process.</summary>
    public static PinnedPool Shared { get; } = new(8 << 20);

    /// <summary>Memory for at least so many elements, with anything in it.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    public CacheLine[] Rent<T>(int length)
        where T : unmanaged
    {
        int lines = (int)(((long)length * Unsafe.SizeOf<T>() + CacheLine.Bytes - 1) / CacheLine.Bytes);
        lock (kept)
            for (int size = First(lines); size < kept.Count && kept[size].Lines / 2 <= lines; size++)
                if (kept[size].Arrays.TryPop(out CacheLine[]? array))
                {
                    bytes -= BytesOf(array);
                    return array;
                }

        // A few sizes, so that one that was needed before is likely to do.
        int step = (int)Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)lines) / 8);
        return GC.AllocateUninitializedArray<CacheLine>((lines + step - 1) / step * step, pinned: true);
    }

    /// <summary>Takes memory back, which nobody uses any more.</summary>
    /// <param name="array">What <see cref="Rent"/> gave.</param>
    public void Return(CacheLine[] array)
    {
        lock (kept)
        {
            int size = First(array.Length);
            if (size == kept.Count || kept[size].Lines != array.Length)
                kept.Insert(size, (array.Length, new()));
            kept[size].Arrays.Push(array);
            bytes += BytesOf(array);
            // The longest go first, which are the rarest.
            for (size = kept.Count - 1; bytes > mostBytes;)
                if (kept[size].Arrays.TryPop(out CacheLine[]? longest))
                    bytes -= BytesOf(longest);
                else
                    size--;
        }
    }

    static long BytesOf(CacheLine[] array) => (long)array.Length * CacheLine.Bytes;

    // Of the sizes that are not shorter.
    int First(int lines)
    {
        (int low, int high) = (0, kept.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = kept[middle].Lines < lines ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>As many bytes as a processor moves at once: what memory is measured in, whatever its elements are.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
readonly struct CacheLine
{
    /// <summary>Its length.</summary>
    public const int Bytes = 64;
}

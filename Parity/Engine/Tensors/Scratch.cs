using System.Buffers;

namespace Parity.Tensors;

/// <summary>Arrays to work in, from <see cref="ArrayPool{T}.Shared"/>, which may be longer than was asked for.</summary>
/// <typeparam name="T">Element type.</typeparam>
static class Scratch<T>
    where T : unmanaged
{
    // Longer ones are rare, and would lie about.
    const int LongestKept = 1 << 14;

    /// <summary>An array of at least a length, with anything in it.</summary>
    public static T[] Rent(int length) =>
        length > LongestKept ? GC.AllocateUninitializedArray<T>(length) : ArrayPool<T>.Shared.Rent(length);

    /// <summary>Takes an array back, which nobody uses any more.</summary>
    /// <param name="array">What <see cref="Rent"/> gave.</param>
    public static void Return(T[] array)
    {
        if (array.Length <= LongestKept)
            ArrayPool<T>.Shared.Return(array);
    }
}

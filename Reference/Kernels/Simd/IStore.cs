using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>How a vector of results goes to memory.</summary>
unsafe interface IStore
{
    /// <summary>Stores a vector; past the caches at an aligned address only.</summary>
    static abstract void Store<T>(Vector256<T> value, T* destination)
        where T : unmanaged;
}

/// <summary>Through the caches, to any address.</summary>
readonly unsafe struct CachedStore : IStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* destination)
        where T : unmanaged =>
        value.Store(destination);
}

/// <summary>Past the caches, to aligned addresses: memory is not read first, and what the caches hold stays.</summary>
readonly unsafe struct StreamedStore : IStore
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, T* destination)
        where T : unmanaged =>
        value.StoreAlignedNonTemporal(destination);
}

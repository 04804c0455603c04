using System.Runtime.InteropServices;

namespace Parity.Tensors;

/// <summary>
/// Memory that begins at a cache line and stays there, outside the collector's heap: there, what few large cases leave would
/// lie about until everything is collected.
/// </summary>
/// <remarks>Whoever reads or writes it has to keep this object meanwhile; memory that nobody gave back goes with the object.</remarks>
sealed unsafe class LargeMemory
{
    void* first;

    /// <summary>So many bytes, with anything in them.</summary>
    public LargeMemory(long bytes) => first = NativeMemory.AlignedAlloc(checked((nuint)bytes), CacheLine.Bytes);

    /// <summary>Gives back what its owner did not: a kernel that threw may have left threads that write to it.</summary>
    ~LargeMemory() => NativeMemory.AlignedFree(first);

    /// <summary>Where it begins.</summary>
    public nint Address => (nint)first;

    /// <summary>Gives the memory back; nobody may use it from then on.</summary>
    public void GiveBack()
    {
        NativeMemory.AlignedFree(first);
        first = null;
    }
}

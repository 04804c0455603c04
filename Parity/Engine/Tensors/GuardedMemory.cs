using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parity.Tensors;

/// <summary>Memory that a kernel is given, with a band at either end that nobody is to write to.</summary>
/// <remarks>Where <see cref="Fence.Raised"/>, it ends at a page that cannot be read, so that one element too far ends the process.</remarks>
/// <typeparam name="T">Element type.</typeparam>
readonly struct GuardedMemory<T>
    where T : unmanaged
{
    // As bytes of a float or double this is a NaN that no arithmetic makes: what is read of it shows, and so does what is written.
    const byte Untouched = 0xFF;

    // Four cache lines: the memory begins as aligned as an array of its own.
    const int BandBytes = 4 * CacheLine.Bytes;

    readonly CacheLine[] array = [];
    readonly nint address;
    readonly int length;

    /// <summary>Memory of which every element is one value.</summary>
    public GuardedMemory(int length, T value = default)
    {
        this.length = length;
        if (Fence.Raised)
            address = Fence.Allocate(checked(length * Unsafe.SizeOf<T>()), BandBytes);
        else
            array = PinnedPool.Shared.Rent<byte>(checked(length * Unsafe.SizeOf<T>() + 2 * BandBytes));
        Front.Fill(Untouched);
        Back.Fill(Untouched);
        Span.Fill(value);
    }

    /// <summary>Memory that holds a copy.</summary>
    public GuardedMemory(ReadOnlySpan<T> values)
        : this(values.Length) =>
        values.CopyTo(Span);

    /// <summary>The elements.</summary>
    public Span<T> Span => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref First), length);

    /// <summary>Whether somebody wrote beyond an end.</summary>
    public bool IsOverrun => Front.ContainsAnyExcept(Untouched) || Back.ContainsAnyExcept(Untouched);

    Span<byte> Front => MemoryMarshal.CreateSpan(ref Unsafe.Subtract(ref First, BandBytes), BandBytes);

    // Where there is a fence, it takes the place of the band.
    Span<byte> Back => address == 0 ? MemoryMarshal.CreateSpan(ref Unsafe.Add(ref First, length * Unsafe.SizeOf<T>()), BandBytes) : [];

    ref byte First => ref address == 0
        ? ref MemoryMarshal.AsBytes(array.AsSpan())[BandBytes]
        : ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), address);

    /// <summary>Gives the memory to who wants some next; nobody may use it from then on.</summary>
    public void GiveBack()
    {
        if (address == 0)
            PinnedPool.Shared.Return(array);
    }
}

/// <summary>Memory that ends at a page that cannot be read or written: for a process that may be lost.</summary>
static class Fence
{
    static readonly List<(nint Address, nint Bytes)> regions = [];

    /// <summary>Whether kernels are given such memory from now on.</summary>
    public static bool Raised { get; set; }

    /// <summary>Memory of zeros that ends where its pages end.</summary>
    /// <param name="bytes">Its length.</param>
    /// <param name="before">Bytes before it that can be written too.</param>
    /// <exception cref="InsufficientMemoryException">The system gives none.</exception>
    public static nint Allocate(int bytes, int before)
    {
        nint page = Environment.SystemPageSize;
        nint writable = ((nint)bytes + before + page - 1) / page * page;
        nint whole = writable + 2 * page;
        nint region = OperatingSystem.IsWindows()
            ? VirtualAlloc(0, whole, ReserveAndCommit, ReadWrite)
            : MapMemory(0, whole, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (region is 0 or -1 || !Forbid(region, page) || !Forbid(region + page + writable, page))
            throw new InsufficientMemoryException($"the system gave no {whole} bytes between pages that cannot be read");
        regions.Add((region, whole));
        return region + page + writable - bytes;
    }

    /// <summary>Gives everything back.</summary>
    public static void Release()
    {
        foreach ((nint address, nint bytes) in regions)
            _ = OperatingSystem.IsWindows() ? VirtualFree(address, 0, ReleaseAll) : UnmapMemory(address, bytes) == 0;
        regions.Clear();
    }

    static bool Forbid(nint address, nint bytes) => OperatingSystem.IsWindows()
        ? VirtualProtect(address, bytes, NoAccess, out _)
        : ProtectMemory(address, bytes, 0) == 0;

    const int ReadAndWrite = 3;

    const uint ReserveAndCommit = 0x3000, ReleaseAll = 0x8000, ReadWrite = 4, NoAccess = 1;

    static int PrivateAnonymous => OperatingSystem.IsLinux() ? 0x22 : 0x1002;

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint MapMemory(nint address, nint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int ProtectMemory(nint address, nint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int UnmapMemory(nint address, nint length);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern nint VirtualAlloc(nint address, nint size, uint type, uint protection);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool VirtualProtect(nint address, nint size, uint protection, out uint before);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool VirtualFree(nint address, nint size, uint type);
}

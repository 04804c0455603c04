namespace Parity.Benchmarks;

/// <summary>
/// What the oracle's allocator does with memory that a call has freed. The library allocates its results in every call,
/// a kernel writes to its caller's.
/// </summary>
public enum OracleMemory
{
    /// <summary>The allocator is left alone, as users have it: large results may wait for the system to clear pages.</summary>
    Own,

    /// <summary>The allocator keeps everything (with glibc), so that no call waits for pages: arithmetic against arithmetic.</summary>
    Kept,
}

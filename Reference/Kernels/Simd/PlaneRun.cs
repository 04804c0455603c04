namespace Parity.Reference.Kernels.Simd;

/// <summary>Planes of one channel: where the first one is, and the step from one to the next.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct PlaneRun<T>(T* first, nint step)
    where T : unmanaged
{
    /// <summary>The first plane.</summary>
    public T* First { get; } = first;

    /// <summary>Elements from one plane to the next.</summary>
    public nint Step { get; } = step;

    /// <summary>The planes from plane <paramref name="n"/> on.</summary>
    public PlaneRun<T> From(nint n) => new(First + n * Step, Step);

    /// <summary>Every so many of them, from one of them on, moved by so many elements.</summary>
    public PlaneRun<T> Every(nint times, nint n, nint offset) => new(First + n * Step + offset, times * Step);
}

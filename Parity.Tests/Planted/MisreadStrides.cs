using System.Numerics;

namespace Parity.Tests.Planted;

/// <summary>Right but for how it reads some memory order; it writes by the right strides.</summary>
/// <typeparam name="T">Element type.</typeparam>
abstract class MisreadStrides<T> : WrongMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected sealed override nint[] StridesRead(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint[] seen = strides.ToArray();
        if (!lengths.Contains(0))
            Misread(lengths, seen);
        return seen;
    }

    protected sealed override nint[] StridesWritten(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides) => strides.ToArray();

    /// <summary>Changes strides to what the defect takes them for.</summary>
    protected abstract void Misread(ReadOnlySpan<nint> lengths, nint[] strides);
}

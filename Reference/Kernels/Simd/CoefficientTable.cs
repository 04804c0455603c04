using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>The coefficients of a run of channels, rounded once to the element type, over memory of the caller's.</summary>
/// <typeparam name="T">Element type.</typeparam>
unsafe struct CoefficientTable<T>
    where T : unmanaged
{
    /// <summary>Means, rounded; what is lost goes into the offset.</summary>
    public T* Mean;

    /// <summary>Factors of the centred input.</summary>
    public T* InputScale;

    /// <summary>Factors of the gradient.</summary>
    public T* GradientScale;

    /// <summary>What is added.</summary>
    public T* Offset;

    ExactCoefficients* exact;
    byte* needsDouble;
    byte* anyNeedsDouble;

    /// <summary>Bytes that a table of so many channels takes.</summary>
    public static nint BytesFor(nint channels) =>
        channels * (4 * sizeof(T) + sizeof(ExactCoefficients) + 1) + 1 + Vector256<byte>.Count;

    /// <summary>A table over memory of <see cref="BytesFor"/> bytes, aligned to 8.</summary>
    public CoefficientTable(byte* memory, nint channels)
    {
        exact = (ExactCoefficients*)memory;
        Mean = (T*)(exact + channels);
        InputScale = Mean + channels;
        GradientScale = InputScale + channels;
        Offset = GradientScale + channels;
        needsDouble = (byte*)(Offset + channels);
        anyNeedsDouble = needsDouble + channels;
        *anyNeedsDouble = 0;
    }

    /// <summary>Whether there is a channel that <see cref="NeedsDouble"/>.</summary>
    public readonly bool AnyNeedsDouble => *anyNeedsDouble != 0;

    /// <summary>Whether a channel's coefficients are beyond the element type, so that it is computed in double.</summary>
    public readonly bool NeedsDouble(nint c) => needsDouble[c] != 0;

    /// <summary>A channel's coefficients in double.</summary>
    public readonly ref readonly ExactCoefficients Exact(nint c) => ref exact[c];

    /// <summary>Sets a channel's coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Set(nint c, in ExactCoefficients k)
    {
        exact[c] = k;
        T mean = Number.Narrow<T>(k.Mean);
        double rest = k.Mean - Number.Widen(mean);

        // Not so for an infinite mean, and not where an infinite scale would turn no rest into NaN.
        double offset = rest == 0 || !double.IsFinite(rest) ? k.Offset : k.Offset - rest * k.InputScale;
        (Mean[c], Offset[c]) = (mean, Number.Narrow<T>(offset));
        (InputScale[c], GradientScale[c]) = (Number.Narrow<T>(k.InputScale), Number.Narrow<T>(k.GradientScale));
        needsDouble[c] = 0;
        if (IsComfortable(k))
            return;
        needsDouble[c] = 1;
        *anyNeedsDouble = 1;
    }

    /// <summary>Says of four channels, whose rounded coefficients are set, that those are all they need.</summary>
    public readonly void SetUsual(nint c) => *(uint*)(needsDouble + c) = 0;

    /// <summary>One channel's coefficients in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly CoefficientVectors<T> Broadcast(nint c) =>
        new(Vector256.Create(Mean[c]), Vector256.Create(InputScale[c]),
            Vector256.Create(GradientScale[c]), Vector256.Create(Offset[c]));

    /// <summary>The coefficients of neighbouring channels that a map needs, one in each lane; beyond the last one, anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly CoefficientVectors<T> Load<TMap>(nint c)
        where TMap : struct, IElementMap =>
        new(TMap.ReadsInput ? Vector256.Load(Mean + c) : default,
            TMap.ReadsInput ? Vector256.Load(InputScale + c) : default,
            TMap.ReadsGradient ? Vector256.Load(GradientScale + c) : default,
            TMap.ReadsInput ? Vector256.Load(Offset + c) : default);

    // Far from where a float overflows or loses bits; x - mean must not overflow either.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsComfortable(in ExactCoefficients k) =>
        typeof(T) == typeof(double)
        || (!(Math.Abs(k.Mean) > 5e30) && IsComfortable(k.InputScale) && IsComfortable(k.GradientScale));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsComfortable(double scale) =>
        Math.Abs(scale) is >= 1e-36 and <= 1e36 || scale == 0 || !double.IsFinite(scale);
}

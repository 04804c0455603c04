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

    WideCoefficients* wide;
    byte* needsDouble;
    byte* anyNeedsDouble;

    /// <summary>Bytes that a table of so many channels takes.</summary>
    public static nint BytesFor(nint channels) =>
        channels * (4 * sizeof(T) + sizeof(WideCoefficients) + 1) + 1 + Vector256<byte>.Count;

    /// <summary>A table over memory of <see cref="BytesFor"/> bytes, aligned to 8.</summary>
    public CoefficientTable(byte* memory, nint channels)
    {
        wide = (WideCoefficients*)memory;
        Mean = (T*)(wide + channels);
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

    /// <summary>The coefficients of a channel that <see cref="NeedsDouble"/>.</summary>
    public readonly ref readonly WideCoefficients Wide(nint c) => ref wide[c];

    /// <summary>Sets forward's coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SetForward(nint c, in WideCoefficients k)
    {
        double scale = k.InverseStd * k.Weight;
        Set(c, k, (scale, 0), k.Offset, IsUsual(scale, k.InverseStd, k.Weight));
    }

    /// <summary>Sets the coefficients of backward through statistics.</summary>
    /// <param name="c">The channel.</param>
    /// <param name="k">The coefficients.</param>
    /// <param name="dot">Σdy · (x - mean).</param>
    /// <param name="count">Values of the channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SetBackward(nint c, in WideCoefficients k, double dot, double count)
    {
        double inputScale = -(k.InverseStd * k.InverseStd * dot / count), scale = k.InverseStd * k.Weight;
        bool isUsual = IsUsual(inputScale, k.InverseStd, dot) && IsUsual(scale, k.InverseStd, k.Weight) && IsGentle(k.Slope);
        Set(c, k, (inputScale, scale), -k.Offset, isUsual);
    }

    /// <summary>Sets the coefficients of backward with given statistics.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void SetScaling(nint c, in WideCoefficients k)
    {
        double scale = k.InverseStd * k.Weight;
        Set(c, k, (0, scale), 0, IsUsual(scale, k.InverseStd, k.Weight));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly void Set(nint c, in WideCoefficients k, (double Input, double Gradient) scales, double offset, bool isUsual)
    {
        T mean = Number.Narrow<T>(k.Mean);

        // No rest, times an infinite scale, would be NaN.
        double rest = k.Mean - Number.Widen(mean);
        if (rest != 0 && double.IsFinite(rest))
            offset -= rest * scales.Input;
        (Mean[c], Offset[c]) = (mean, Number.Narrow<T>(offset));
        (InputScale[c], GradientScale[c]) = (Number.Narrow<T>(scales.Input), Number.Narrow<T>(scales.Gradient));
        isUsual &= IsNear(k.Mean) && IsNear(offset);
        needsDouble[c] = (byte)(isUsual ? 0 : 1);
        if (isUsual)
            return;
        wide[c] = k;
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

    // Half the last bit of the largest float: a float from which one of these is subtracted does not overflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsNear(double value) => typeof(T) == typeof(double) || !(Math.Abs(value) > 5e30);

    // Times a normalised input, which is at most the root of the number of values, no more than that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsGentle(double slope) => typeof(T) == typeof(double) || !(Math.Abs(slope) > 1e20);

    // Far from where the element type overflows or loses bits; 0 and NaN only where a factor is that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsUsual(double product, double a, double b)
    {
        double largest = typeof(T) == typeof(double) ? 1e290 : 1e36, size = Math.Abs(product);
        return (size >= 1 / largest && size <= largest) || (size == 0 && (a == 0 || b == 0)) || double.IsNaN(a) || double.IsNaN(b);
    }
}

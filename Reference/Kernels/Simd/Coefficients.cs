using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>The coefficients of one channel in double, as the definition has them: products of them may leave its range.</summary>
/// <param name="Mean">Subtracted from the input.</param>
/// <param name="InverseStd">1 / deviation.</param>
/// <param name="Weight">The last factor.</param>
/// <param name="Offset">The bias, or the mean of the gradient.</param>
/// <param name="Slope">The mean of the gradient times the normalised input.</param>
readonly record struct WideCoefficients(double Mean, double InverseStd, double Weight, double Offset, double Slope);

/// <summary>The coefficients of one channel, or of neighbouring channels, ready for arithmetic.</summary>
readonly struct CoefficientVectors<T>(
    Vector256<T> mean, Vector256<T> inputScale, Vector256<T> gradientScale, Vector256<T> offset)
{
    /// <summary>Subtracted from the input.</summary>
    public readonly Vector256<T> Mean = mean;

    /// <summary>Factor of the centred input.</summary>
    public readonly Vector256<T> InputScale = inputScale;

    /// <summary>Factor of the gradient.</summary>
    public readonly Vector256<T> GradientScale = gradientScale;

    /// <summary>Added.</summary>
    public readonly Vector256<T> Offset = offset;
}

/// <summary>The coefficients of a run of channels, rounded once to the element type, over memory of the caller's.</summary>
/// <typeparam name="T">Element type.</typeparam>
readonly unsafe struct CoefficientTable<T>
    where T : unmanaged
{
    /// <summary>Means, rounded; what is lost goes into the offset.</summary>
    public readonly T* Mean;

    /// <summary>Factors of the centred input.</summary>
    public readonly T* InputScale;

    /// <summary>Factors of the gradient.</summary>
    public readonly T* GradientScale;

    /// <summary>What is added.</summary>
    public readonly T* Offset;

    readonly WideCoefficients* wide;
    readonly byte* needsDouble;
    readonly byte* anyNeedsDouble;

    /// <summary>Bytes that a table of so many channels takes.</summary>
    public static nint BytesFor(nint channels) =>
        Places(channels) * (4 * sizeof(T) + sizeof(WideCoefficients) + 1) + 1 + Vector256<byte>.Count;

    /// <summary>A table over memory of <see cref="BytesFor"/> bytes, aligned to 8.</summary>
    public CoefficientTable(byte* memory, nint channels)
    {
        nint places = Places(channels);
        wide = (WideCoefficients*)memory;
        Mean = (T*)(wide + places);
        InputScale = Mean + places;
        GradientScale = InputScale + places;
        Offset = GradientScale + places;
        needsDouble = (byte*)(Offset + places);
        anyNeedsDouble = needsDouble + places;
        *anyNeedsDouble = 0;
    }

    /// <summary>Whether there is a channel that <see cref="NeedsDouble"/>.</summary>
    public bool AnyNeedsDouble => *anyNeedsDouble != 0;

    /// <summary>Whether a channel's coefficients are beyond the element type, so that it is computed in double.</summary>
    public bool NeedsDouble(nint c) => needsDouble[c] != 0;

    /// <summary>The coefficients of a channel that <see cref="NeedsDouble"/>.</summary>
    public ref readonly WideCoefficients Wide(nint c) => ref wide[c];

    /// <summary>Says of four channels, whose rounded coefficients are set, that those are all they need.</summary>
    public void SetUsual(nint c) => *(uint*)(needsDouble + c) = 0;

    /// <summary>Says of a channel that it needs more.</summary>
    public void SetWide(nint c, in WideCoefficients k)
    {
        (wide[c], needsDouble[c]) = (k, 1);
        *anyNeedsDouble = 1;
    }

    /// <summary>One channel's coefficients in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CoefficientVectors<T> Broadcast(nint c) =>
        new(Vector256.Create(Mean[c]), Vector256.Create(InputScale[c]),
            Vector256.Create(GradientScale[c]), Vector256.Create(Offset[c]));

    /// <summary>The coefficients of neighbouring channels that a map needs, one in each lane; beyond the last one, anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CoefficientVectors<T> Load<TMap>(nint c)
        where TMap : struct, IElementMap =>
        new(TMap.ReadsInput ? Vector256.Load(Mean + c) : default,
            TMap.ReadsInput ? Vector256.Load(InputScale + c) : default,
            TMap.ReadsGradient ? Vector256.Load(GradientScale + c) : default,
            TMap.ReadsInput ? Vector256.Load(Offset + c) : default);

    // Channels are set four at a time.
    static nint Places(nint channels) => (channels + 3) & -4;
}

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

/// <summary>
/// The coefficients of four neighbouring channels at once, with the bits that <see cref="ChannelPass{T}"/> computes one
/// by one; channels with anything unusual about them are left to it.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
static unsafe class FourChannels<T>
    where T : unmanaged
{
    /// <summary>Sets forward's coefficients from statistics; false where it did not.</summary>
    public static bool TrySetForward(in ChannelPass<T> pass, nint c, in CoefficientTable<T> table)
    {
        if (pass.Eps == 0)
            return false;
        Vector256<double> mean = Vector256.Load(pass.Mean + c), scale = InverseStd(pass, c) * WeightsOf(pass, c);
        var bias = pass.Bias == null ? Vector256<double>.Zero : SumOrder.Load(pass.Bias + c);
        return AreUsual(mean, scale, Vector256<double>.One) && TrySetRounded(table, c, mean, scale, bias);
    }

    /// <summary>Stores the parameters' gradients and sets backward's coefficients, in training; false where it did not.</summary>
    public static bool TrySetBackward(
        in ChannelPass<T> pass, nint c, Vector256<double> sum, Vector256<double> dot, in CoefficientTable<T> table)
    {
        if (pass.Eps == 0 || !pass.Training)
            return false;
        Vector256<double> mean = Vector256.Load(pass.Mean + c), inverseStd = InverseStd(pass, c);
        var count = Vector256.Create((double)pass.Input.ValuesPerChannel);
        Vector256<double> inputScale = -(inverseStd * inverseStd * dot / count), scale = inverseStd * WeightsOf(pass, c);
        if (!AreUsual(mean, inputScale, scale)
            || !Vector256.LessThanAll(Vector256.Abs(inputScale), inverseStd * 1e20)
            || !TrySetRounded(table, c, mean, inputScale, -(sum / count)))
            return false;
        if (pass.GradBias != null)
            Store(pass.GradBias + c, sum);
        if (pass.GradWeight != null)
            Store(pass.GradWeight + c, dot * inverseStd);
        Store(table.GradientScale + c, scale);
        return true;
    }

    static Vector256<double> InverseStd(in ChannelPass<T> pass, nint c) =>
        Vector256<double>.One / Vector256.Sqrt(Vector256.Load(pass.Variance + c) + Vector256.Create(pass.Eps));

    static Vector256<double> WeightsOf(in ChannelPass<T> pass, nint c) =>
        pass.Weight == null ? Vector256<double>.One : SumOrder.Load(pass.Weight + c);

    // What the mean loses in rounding goes into the offset.
    static bool TrySetRounded(
        in CoefficientTable<T> table, nint c, Vector256<double> mean, Vector256<double> scale, Vector256<double> offset)
    {
        Store(table.Mean + c, mean);
        var rest = mean - SumOrder.Load(table.Mean + c);
        offset = Vector256.ConditionalSelect(Vector256.Equals(rest, Vector256<double>.Zero), offset, offset - rest * scale);
        if (!IsNear(offset))
            return false;
        Store(table.Offset + c, offset);
        Store(table.InputScale + c, scale);
        table.SetUsual(c);
        return true;
    }

    // Finite, and far from where a float overflows or loses bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool AreUsual(Vector256<double> mean, Vector256<double> scale, Vector256<double> otherScale) =>
        IsNear(mean) && IsUsual(scale) && IsUsual(otherScale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsNear(Vector256<double> values) => Vector256.LessThanAll(Vector256.Abs(values), Vector256.Create(1e30));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsUsual(Vector256<double> scale)
    {
        var size = Vector256.Abs(scale);
        return Vector256.GreaterThanAll(size, Vector256.Create(1e-35)) && Vector256.LessThanAll(size, Vector256.Create(1e35));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(T* destination, Vector256<double> values)
    {
        if (typeof(T) == typeof(double))
            values.Store((double*)destination);
        else
            Vector128.Narrow(values.GetLower(), values.GetUpper()).Store((float*)destination);
    }
}

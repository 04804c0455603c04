using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

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

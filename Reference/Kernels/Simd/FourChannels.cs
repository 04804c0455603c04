using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels.Simd;

/// <summary>From statistics and sums to coefficients, for up to four neighbouring channels at once.</summary>
/// <typeparam name="T">Element type.</typeparam>
static unsafe class FourChannels<T>
    where T : unmanaged
{
    static Vector256<double> Zero => Vector256<double>.Zero;

    /// <summary>Sets the coefficients of forward.</summary>
    /// <param name="pass">Statistics and parameters.</param>
    /// <param name="c">The first channel.</param>
    /// <param name="count">How many channels, four at most.</param>
    /// <param name="table">Receives the coefficients.</param>
    /// <param name="place">Where in the table those of the first channel go; a multiple of four, or four places end within it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetForward(in ChannelPass<T> pass, nint c, nint count, in CoefficientTable<T> table, nint place)
    {
        Vector256<double> mean = Load(pass.Mean + c, count), inverseStd = InverseStd(pass, c, count), weight = Weight(pass, c, count);
        Vector256<double> scale = inverseStd * weight, bias = pass.Bias == null ? Zero : Load(pass.Bias + c, count);
        var isNear = Set(table, place, mean, (scale, Zero), bias);
        if (!AreAll(isNear & IsInRange(scale)))
            SetWide(table, (place, count), new(mean, inverseStd, weight, bias, Zero), isNear & IsUsual(scale, inverseStd, weight));
    }

    /// <summary>Stores the parameters' gradients, and sets the coefficients of backward.</summary>
    /// <param name="pass">Statistics, parameters and what receives gradients.</param>
    /// <param name="c">The first channel.</param>
    /// <param name="count">How many channels, four at most.</param>
    /// <param name="sum">Σdy.</param>
    /// <param name="dot">Σdy · (x - mean).</param>
    /// <param name="table">Receives the coefficients.</param>
    /// <param name="place">Where in the table those of the first channel go; a multiple of four, or four places end within it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetBackward(
        in ChannelPass<T> pass, nint c, nint count, Vector256<double> sum, Vector256<double> dot, in CoefficientTable<T> table, nint place)
    {
        Vector256<double> inverseStd = InverseStd(pass, c, count), weight = Weight(pass, c, count), scale = inverseStd * weight;
        if (pass.GradBias != null)
            Store(pass.GradBias + c, sum, count);
        if (pass.GradWeight != null)
            Store(pass.GradWeight + c, dot * inverseStd, count);
        if (!pass.Training)
        {
            Set(table, place, Zero, (Zero, scale), Zero);
            if (!AreAll(IsInRange(scale)))
                SetWide(table, (place, count), new(Zero, inverseStd, weight, Zero, Zero), IsUsual(scale, inverseStd, weight));
            return;
        }

        // dx = (dy - sum / M - x̂ · dot · invStd / M) · invStd · weight with x̂ = (x - mean) · invStd
        Vector256<double> values = Vector256.Create((double)pass.Input.ValuesPerChannel), mean = Load(pass.Mean + c, count);
        Vector256<double> inputScale = -(inverseStd * inverseStd * dot / values), ofGradient = sum / values;
        var isNear = Set(table, place, mean, (inputScale, scale), -ofGradient) & IsGentle(inputScale, inverseStd);
        if (!AreAll(isNear & IsInRange(scale) & IsInRange(inputScale)))
            SetWide(
                table, (place, count), new(mean, inverseStd, weight, ofGradient, dot * inverseStd / values),
                isNear & IsUsual(scale, inverseStd, weight) & IsUsual(inputScale, inverseStd, dot));
    }

    // torch's definition: a constant channel without eps has 0, not ∞, if the statistics are its own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> InverseStd(in ChannelPass<T> pass, nint c, nint count)
    {
        var variance = Load(pass.Variance + c, count);
        var inverse = Vector256<double>.One / Vector256.Sqrt(variance + Vector256.Create(pass.Eps));
        return pass.Training && pass.Eps == 0 ? Vector256.AndNot(inverse, Vector256.Equals(variance, Zero)) : inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Weight(in ChannelPass<T> pass, nint c, nint count) =>
        pass.Weight == null ? Vector256<double>.One : Load(pass.Weight + c, count);

    // Rounded; says where neither mean nor offset makes a float overflow that would not without them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Set(
        in CoefficientTable<T> table, nint c, Vector256<double> mean,
        (Vector256<double> Input, Vector256<double> Gradient) scales, Vector256<double> offset)
    {
        Store(table.Mean + c, mean, 4);

        // What the mean loses in rounding goes into the offset. No rest, times an infinite scale, would be NaN.
        var rest = mean - SumOrder.Load(table.Mean + c);
        var isRest = Vector256.LessThan(Vector256.Abs(rest), Vector256.Create(double.PositiveInfinity)) & ~Vector256.Equals(rest, Zero);
        offset = Vector256.ConditionalSelect(isRest, offset - rest * scales.Input, offset);
        Store(table.Offset + c, offset, 4);
        Store(table.InputScale + c, scales.Input, 4);
        Store(table.GradientScale + c, scales.Gradient, 4);
        table.SetUsual(c);

        // Half the last bit of the largest float: one from which no more than that is subtracted does not overflow.
        return IsAtMost(mean, Vector256.Create(5e30)) & IsAtMost(offset, Vector256.Create(5e30));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void SetWide(in CoefficientTable<T> table, (nint Place, nint Count) to, Wide k, Vector256<double> isUsual)
    {
        for (int i = 0; i < to.Count; i++)
            if (isUsual.AsInt64()[i] == 0)
                table.SetWide(to.Place + i, new(k.Mean[i], k.InverseStd[i], k.Weight[i], k.Offset[i], k.Slope[i]));
    }

    // 0 and NaN only where a factor is that.
    static Vector256<double> IsUsual(Vector256<double> product, Vector256<double> a, Vector256<double> b)
    {
        var isZero = Vector256.Equals(product, Zero) & (Vector256.Equals(a, Zero) | Vector256.Equals(b, Zero));
        return IsInRange(product) | isZero | ~Vector256.Equals(a, a) | ~Vector256.Equals(b, b);
    }

    // Far from where the element type overflows or loses bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> IsInRange(Vector256<double> product)
    {
        double largest = typeof(T) == typeof(double) ? 1e290 : 1e36;
        var size = Vector256.Abs(product);
        return Vector256.GreaterThanOrEqual(size, Vector256.Create(1 / largest)) & Vector256.LessThanOrEqual(size, Vector256.Create(largest));
    }

    // Times a normalised input, which is at most the root of the number of values, no more than that.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> IsGentle(Vector256<double> inputScale, Vector256<double> inverseStd) => IsAtMost(inputScale, inverseStd * 1e20);

    // A float's worries; NaN is at most anything, as all that follows from it is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> IsAtMost(Vector256<double> values, Vector256<double> limit) =>
        typeof(T) == typeof(double) ? Vector256<double>.AllBitsSet : ~Vector256.GreaterThan(Vector256.Abs(values), limit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool AreAll(Vector256<double> mask) => Vector256.EqualsAll(mask.AsInt64(), Vector256<long>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> Load<TFrom>(TFrom* source, nint count)
        where TFrom : unmanaged =>
        count == 4 ? SumOrder.Load(source) : SumOrder.LoadPartial(source, count);

    /// <summary>Stores as many values as told, each rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* destination, Vector256<double> values, nint count)
    {
        if (count < 4)
            for (int i = 0; i < count; i++)
                destination[i] = Number.Narrow<T>(values[i]);
        else if (typeof(T) == typeof(double))
            values.Store((double*)destination);
        else
            Vector128.Narrow(values.GetLower(), values.GetUpper()).Store((float*)destination);
    }

    /// <summary><see cref="WideCoefficients"/> of four channels.</summary>
    readonly struct Wide(
        Vector256<double> mean, Vector256<double> inverseStd, Vector256<double> weight, Vector256<double> offset, Vector256<double> slope)
    {
        public readonly Vector256<double> Mean = mean, InverseStd = inverseStd, Weight = weight, Offset = offset, Slope = slope;
    }
}

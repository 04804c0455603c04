using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parity.Reference.Kernels;

/// <summary>
/// The same function with every quantity in double-double arithmetic, rounded once at the end: says who is nearer the
/// true value.
/// </summary>
/// <remarks>
/// Each channel is scaled by a power of two where its values are far from 1, so that squares neither overflow nor
/// underflow and a result is right wherever it is representable. In training, backward takes mean and variance from
/// the input again: those handed to it were rounded to double. NaN and infinity spread as they do in
/// <see cref="ManualKernel{T}"/>.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
public sealed class ExactKernel<T> : IBatchNormKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    readonly Func<int, ExactStatistics>? known;

    /// <summary>The kernel.</summary>
    public ExactKernel()
    {
    }

    /// <summary>The kernel for one step, whose statistics the caller has.</summary>
    /// <param name="known">What a channel of the input is normalised with.</param>
    internal ExactKernel(Func<int, ExactStatistics> known) => this.known = known;

    /// <inheritdoc/>
    public void ForwardTraining(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        double eps,
        in TensorSpan<T> output,
        in ChannelStatistics batch)
    {
        var x = new NchwSpan<T>(input);
        var y = new NchwSpan<T>(output);
        using var buffer = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            Gather(x, c, buffer.Values);
            ExactStatistics statistics = OfBatch(c, buffer.Values, eps);
            batch.Mean[c] = statistics.Mean.ToDouble();
            batch.Variance[c] = statistics.Variance.ToDouble();
            Normalise(buffer, statistics, Of(parameters.Weight, c, 1), Of(parameters.Bias, c, 0), y, c);
        }
    }

    /// <inheritdoc/>
    public void ForwardEval(
        in ReadOnlyTensorSpan<T> input,
        in AffineParameters<T> parameters,
        in ChannelStatistics running,
        double eps,
        in TensorSpan<T> output)
    {
        var x = new NchwSpan<T>(input);
        var y = new NchwSpan<T>(output);
        using var buffer = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            Gather(x, c, buffer.Values);
            ExactStatistics statistics = Given(c, buffer.Values, running, eps);
            Normalise(buffer, statistics, Of(parameters.Weight, c, 1), Of(parameters.Bias, c, 0), y, c);
        }
    }

    /// <inheritdoc/>
    public void Backward(in ForwardPass<T> pass, double eps, bool training, in Gradients<T> gradients)
    {
        var x = new NchwSpan<T>(pass.Input);
        var dy = new NchwSpan<T>(pass.GradOutput);
        using var xs = new Buffer(x.ValuesPerChannel);
        using var dys = new Buffer(x.ValuesPerChannel);
        for (int c = 0; c < x.C; c++)
        {
            Gather(x, c, xs.Values);
            ExactStatistics statistics = training ? OfBatch(c, xs.Values, eps) : Given(c, xs.Values, pass.Statistics, eps);
            Gather(dy, c, dys.Values);
            int gradExponent = Scaled(dys.Values, ExactStatistics.ExponentOf(dys.Values, 0));

            (DoubleDouble sum, DoubleDouble dot) = SumAndDot(xs, dys, statistics);
            ScaledDoubleDouble invStd = statistics.InverseStd;
            if (!gradients.GradBias.IsEmpty)
                gradients.GradBias[c] = new ScaledDoubleDouble(sum, gradExponent).Round<T>();
            if (!gradients.GradWeight.IsEmpty)
                gradients.GradWeight[c] =
                    new ScaledDoubleDouble(dot * invStd.Value, invStd.Exponent + statistics.Exponent + gradExponent).Round<T>();
            if (gradients.GradInput.Rank == 0)
                continue;

            ScaledDoubleDouble scale = invStd.Times(Of(pass.Weight, c, 1)).TimesPowerOfTwo(gradExponent);
            if (training)
                GradInputThroughStatistics(xs, dys, statistics, (sum, dot), scale);
            else
                GradInputOfScaling(dys, scale);
            Scatter(dys.Values, new NchwSpan<T>(gradients.GradInput), c);
        }
    }

    // The values are brought to the statistics' scale.
    ExactStatistics OfBatch(int c, Span<double> values, double eps) => known is not null ? Known(c, values)
        : ExactStatistics.OfBatch(values, Scaled(values, ExactStatistics.ExponentOf(values, 0)), eps);

    ExactStatistics Given(int c, Span<double> values, in ChannelStatistics given, double eps) => known is not null ? Known(c, values)
        : ExactStatistics.Given(given.Mean[c], given.Variance[c], Scaled(values, ExactStatistics.ExponentOf(values, given.Mean[c])), eps);

    ExactStatistics Known(int c, Span<double> values)
    {
        ExactStatistics statistics = known!(c);
        Scaled(values, statistics.Exponent);
        return statistics;
    }

    /// <summary>x̂ = (x - mean) · invStd, then y = x̂ · weight + bias; takes the place of x.</summary>
    static void Normalise(Buffer x, ExactStatistics statistics, double weight, double bias, NchwSpan<T> y, int c)
    {
        ScaledDoubleDouble scale = statistics.InverseStd.Times(weight).TimesPowerOfTwo(statistics.Exponent);
        var factor = DoubleDoubles.All(scale.Value);
        var addend = Vector256.Create(bias);
        foreach (ref Vector256<double> four in x.Fours)
        {
            DoubleDoubles scaled = statistics.Deviation(four) * factor;
            four = scale.Exponent == 0 ? ToDoublesForT(scaled + addend) : ToDoublesForT(scaled, scale.Exponent, bias);
        }

        Scatter(x.Values, y, c);
    }

    /// <summary>sum(dy) and sum(dy · (x - mean)), in the scales of dy and x.</summary>
    static (DoubleDouble Sum, DoubleDouble Dot) SumAndDot(Buffer x, Buffer dy, ExactStatistics statistics)
    {
        CascadedSums sums = default, dots = default;
        int whole = ExactStatistics.AddedByFours(x.Values.Length);
        for (int i = 0; i < whole / DoubleDoubles.Count; i++)
        {
            sums.Add(dy.Fours[i]);
            dots.Add(statistics.Deviation(x.Fours[i]) * dy.Fours[i]);
        }

        CascadedSum sum = default, dot = default;
        if (whole > 0)
            (sum, dot) = (sums.Total, dots.Total);
        for (int i = whole; i < x.Values.Length; i++)
        {
            sum.Add(dy.Values[i]);
            dot.Add(statistics.Deviation(x.Values[i]) * dy.Values[i]);
        }

        return (sum.Value, dot.Value);
    }

    /// <summary>dx = (dy - mean(dy) - x̂ · mean(dy · x̂)) · invStd · weight; takes the place of dy.</summary>
    static void GradInputThroughStatistics(
        Buffer x,
        Buffer dy,
        ExactStatistics statistics,
        (DoubleDouble Sum, DoubleDouble Dot) reduced,
        ScaledDoubleDouble scale)
    {
        ScaledDoubleDouble invStd = statistics.InverseStd;
        int count = x.Values.Length;
        DoubleDoubles minusMeanOfGrad = DoubleDoubles.All(-(reduced.Sum / count));
        DoubleDouble throughVariance = reduced.Dot * invStd.Value * invStd.Value / count;
        var slope = DoubleDoubles.All(throughVariance.ScaleB(2 * (statistics.Exponent + invStd.Exponent)));
        var factor = DoubleDoubles.All(scale.Value);
        for (int i = 0; i < dy.Fours.Length; i++)
            dy.Fours[i] = ToDoublesForT((minusMeanOfGrad + dy.Fours[i] - statistics.Deviation(x.Fours[i]) * slope) * factor, scale.Exponent);
    }

    /// <summary>dx = dy · invStd · weight; takes the place of dy.</summary>
    static void GradInputOfScaling(Buffer dy, ScaledDoubleDouble scale)
    {
        var factor = DoubleDoubles.All(scale.Value);
        foreach (ref Vector256<double> four in dy.Fours)
            four = ToDoublesForT(factor * four, scale.Exponent);
    }

    /// <summary>Doubles that have the numbers' roundings to the element type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ToDoublesForT(DoubleDoubles numbers) => typeof(T) == typeof(double) ? numbers.Hi : numbers.ToOddDoubles();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<double> ToDoublesForT(DoubleDoubles numbers, int exponent) =>
        exponent == 0 ? ToDoublesForT(numbers) : ToDoublesForT(numbers, exponent, addend: null);

    static Vector256<double> ToDoublesForT(DoubleDoubles numbers, int exponent, double? addend)
    {
        Vector256<double> rounded = default;
        for (int i = 0; i < DoubleDoubles.Count; i++)
        {
            var number = new ScaledDoubleDouble(numbers[i], exponent);
            rounded = rounded.WithElement(i, (addend is { } also ? number.Plus(also) : number).ToDoubleFor<T>());
        }

        return rounded;
    }

    /// <summary>Copies a channel.</summary>
    static void Gather(NchwSpan<T> x, int c, Span<double> values)
    {
        if (x.HasDensePlanes)
        {
            int plane = (int)(x.H * x.W);
            for (nint n = 0; n < x.N; n++)
                TensorPrimitives.ConvertTruncating<T, double>(x.Plane(n, c), values.Slice((int)n * plane, plane));
        }
        else
        {
            int i = 0;
            for (nint n = 0; n < x.N; n++)
                for (nint h = 0; h < x.H; h++)
                    for (nint w = 0; w < x.W; w++)
                        values[i++] = double.CreateChecked(x[n, c, h, w]);
        }
    }

    /// <summary>Divides values by 2ⁿ.</summary>
    /// <returns>n.</returns>
    static int Scaled(Span<double> values, int exponent)
    {
        if (exponent != 0)
            foreach (ref double value in values)
                value = Math.ScaleB(value, -exponent);
        return exponent;
    }

    /// <summary>Rounds a channel's values to the element type.</summary>
    static void Scatter(ReadOnlySpan<double> values, NchwSpan<T> y, int c)
    {
        if (y.HasDensePlanes)
        {
            int plane = (int)(y.H * y.W);
            for (nint n = 0; n < y.N; n++)
                TensorPrimitives.ConvertTruncating(values.Slice((int)n * plane, plane), y.Plane(n, c));
            return;
        }

        int i = 0;
        for (nint n = 0; n < y.N; n++)
            for (nint h = 0; h < y.H; h++)
                for (nint w = 0; w < y.W; w++)
                    y[n, c, h, w] = T.CreateChecked(values[i++]);
    }

    static double Of(ReadOnlySpan<T> parameters, int c, double absent) =>
        parameters.IsEmpty ? absent : double.CreateChecked(parameters[c]);

    /// <summary>One channel's values, in rented memory; zeros follow up to a whole number of fours.</summary>
    readonly ref struct Buffer : IDisposable
    {
        readonly double[] rented;

        public Buffer(nint length)
        {
            int padded = ((int)length + DoubleDoubles.Count - 1) / DoubleDoubles.Count * DoubleDoubles.Count;
            rented = ArrayPool<double>.Shared.Rent(padded);
            Values = rented.AsSpan(0, (int)length);
            rented.AsSpan((int)length..padded).Clear();
            Fours = MemoryMarshal.Cast<double, Vector256<double>>(rented.AsSpan(0, padded));
        }

        public Span<double> Values { get; }

        public Span<Vector256<double>> Fours { get; }

        public void Dispose() => ArrayPool<double>.Shared.Return(rented);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

public sealed unsafe class CoefficientTests
{
    const byte Foreign = 0xA5;

    // A float's range with room to spare; what is 0 or NaN because a factor is that is so in either type.
    [Theory]
    [InlineData(0.5, 2, 1.5, 3, false), InlineData(0, 0, 1, 0, false), InlineData(0, 1, -0.0, 0, false), InlineData(1e30, 1, -1, 4e30, false)]
    [InlineData(0, 1e-40, 1e10, -1, false), InlineData(0, 1e20, -1e15, 0, false), InlineData(double.NaN, 1, 1, 0, false)]
    [InlineData(0, double.NaN, 1, 0, false), InlineData(0, 1, double.NaN, 0, false), InlineData(0, 1, 1, double.NaN, false)]
    [InlineData(0, 1e-10, 1e-30, 0, true), InlineData(0, 1e-10, -1e-30, 0, true), InlineData(0, 1e10, 1e30, 0, true), InlineData(0, 1e7, -1e30, 0, true)]
    [InlineData(1e32, 1, 1, 0, true), InlineData(-1e32, 1, 1, 0, true), InlineData(double.NegativeInfinity, 1, 1, 0, true)]
    [InlineData(0, double.PositiveInfinity, 1, 0, true), InlineData(0, 1, double.NegativeInfinity, 0, true), InlineData(0, double.PositiveInfinity, 0, 0, true)]
    [InlineData(0, 1, 1, 1e31, true), InlineData(0, 1, 1, double.NegativeInfinity, true), InlineData(1e20, 1e25, 1, 0, true)]
    public void A_channel_beyond_a_float_is_computed_in_double(double mean, double inverseStd, double weight, double bias, bool inDouble)
    {
        byte* memory = stackalloc byte[1024];
        var table = new CoefficientTable<float>(memory, 3);
        Assert.False(table.AnyNeedsDouble);
        for (nint c = 0; c < 3; c++)
            table.SetForward(c, c == 1 ? new(mean, inverseStd, weight, bias, 0) : new(0, 1, 1, 0, 0));
        Assert.Equal((false, inDouble, false), (table.NeedsDouble(0), table.NeedsDouble(1), table.NeedsDouble(2)));
        Assert.Equal(inDouble, table.AnyNeedsDouble);
        if (inDouble)
            Assert.Equal(new(mean, inverseStd, weight, bias, 0), table.Wide(1));
    }

    // The mean of the gradient, that of the gradient times the normalised input, and the sum of the gradient times the deviation.
    [Theory]
    [InlineData(1, 1, 1, 0.5, 0.1, 3, false), InlineData(0, 2, 0, 0, 0, 0, false), InlineData(0, 0, 1, 0, 0, 3, false), InlineData(0, 1, 1, 0, 0, double.NaN, false)]
    [InlineData(0, 1, 1, 1e31, 0, 1, true), InlineData(0, 1, 1, 0, -1e21, 1, true), InlineData(0, 1, 1, 0, 0, double.PositiveInfinity, true)]
    [InlineData(0, 1, 1e37, 0, 0, 1, true), InlineData(0, 1, 1, 0, 0, 1e37, true), InlineData(0, 1e-19, 1, 0, 0, 1, true), InlineData(0, 1e170, 1, 0, 0, 0, true)]
    public void A_gradient_beyond_a_float_is_computed_in_double(
        double mean, double inverseStd, double weight, double meanOfGradient, double slope, double dot, bool inDouble)
    {
        byte* memory = stackalloc byte[1024];
        var table = new CoefficientTable<float>(memory, 1);
        var k = new WideCoefficients(mean, inverseStd, weight, meanOfGradient, slope);
        table.SetBackward(0, k, dot, 1);
        Assert.Equal(inDouble, table.NeedsDouble(0));
        if (inDouble)
            Assert.Equal(k, table.Wide(0));
    }

    [Theory]
    [InlineData(1, 1e200, 1, 1e300, false), InlineData(double.PositiveInfinity, 1, 1, double.PositiveInfinity, false)]
    [InlineData(0, 1e160, 1e160, 0, true), InlineData(0, 1e-200, 1e-200, 0, true), InlineData(0, double.PositiveInfinity, 1, 0, true)]
    public void A_channel_whose_factors_have_no_product_is_computed_step_by_step(double mean, double inverseStd, double weight, double bias, bool stepByStep)
    {
        byte* memory = stackalloc byte[1024];
        var table = new CoefficientTable<double>(memory, 1);
        table.SetForward(0, new(mean, inverseStd, weight, bias, 0));
        Assert.Equal(stepByStep, table.NeedsDouble(0));
        table.SetScaling(0, new(0, inverseStd, weight, 0, 0));
        Assert.Equal(stepByStep, table.NeedsDouble(0));
    }

    [Theory]
    [InlineData(0.5, 2, 3, 3)]
    [InlineData(1 + 1e-9, 1e8, 3, 3 - 0.1)]
    [InlineData(double.PositiveInfinity, 2, 3, 3)]
    public void What_a_mean_loses_as_a_float_goes_into_the_offset(double mean, double scale, double offset, double expected)
    {
        byte* memory = stackalloc byte[1024];
        var table = new CoefficientTable<float>(memory, 1);
        table.SetForward(0, new(mean, scale, 1, offset, 0));
        Assert.Equal(((float)mean, (float)scale, (float)expected), (table.Mean[0], table.InputScale[0], table.Offset[0]));
    }

    [Theory]
    [InlineData(1), InlineData(4), InlineData(7), InlineData(96)]
    public void A_table_keeps_within_the_memory_that_it_asks_for(int channels)
    {
        KeepsWithin<float>(channels);
        KeepsWithin<double>(channels);
    }

    [Fact]
    public void Four_channels_at_once_have_the_bits_of_one_by_one()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SameBits<float>(seed);
            SameBits<double>(seed);
        }
    }

    // Each in one lane of four.
    [Theory]
    [InlineData(0.5, 1, 1, true), InlineData(-9e29, 1, 1, true), InlineData(0, 1e30, 1, true), InlineData(0, 1e-60, 1, true)]
    [InlineData(2e30, 1, 1, false), InlineData(-2e30, 1, 1, false), InlineData(double.NaN, 1, 1, false)]
    [InlineData(double.NegativeInfinity, 1, 1, false), InlineData(0, double.NaN, 1, false), InlineData(0, double.PositiveInfinity, 1, false)]
    [InlineData(0, 1e72, 1, false), InlineData(0, 1, 1e-36, false), InlineData(0, 1, 1e36, false), InlineData(0, 1, -1e36, false)]
    [InlineData(0, 1, 0, false)]
    public void Four_channels_at_once_are_ordinary_ones_only(double mean, double variance, double weight, bool isOrdinary)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            using var four = new Four<double>(seed: 1, eps: 1e-5);
            (four.Pass.Mean[lane], four.Pass.Variance[lane], four.Pass.Weight[lane]) = (mean, variance, weight);
            Assert.Equal(isOrdinary, FourChannels<double>.TrySetForward(four.Pass, 0, four.Table));

            // Backward's other factor is that of the input, for which the sums count too.
            Vector256<double> ones = Vector256<double>.One, dot = ones.WithElement(lane, variance is > 1 and < 1e70 ? variance : 1);
            Assert.Equal(isOrdinary, FourChannels<double>.TrySetBackward(four.Pass, 0, ones, dot, four.Table));
            Assert.False(FourChannels<double>.TrySetBackward(four.Pass, 0, ones, dot.WithElement(lane, 0), four.Table));
        }
    }

    [Fact]
    public void Four_channels_at_once_have_an_eps_and_their_own_statistics()
    {
        using var four = new Four<float>(seed: 1, eps: 0);
        var ones = Vector256<double>.One;
        Assert.False(FourChannels<float>.TrySetForward(four.Pass, 0, four.Table));
        Assert.False(FourChannels<float>.TrySetBackward(four.Pass, 0, ones, ones, four.Table));
        four.Pass.Eps = 1e-5;
        Assert.True(FourChannels<float>.TrySetBackward(four.Pass, 0, ones, ones, four.Table));
        four.Pass.Training = false;
        Assert.False(FourChannels<float>.TrySetBackward(four.Pass, 0, ones, ones, four.Table));
    }

    static void KeepsWithin<T>(int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint bytes = CoefficientTable<T>.BytesFor(channels);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes + 64);
        new Span<byte>(memory + bytes, 64).Fill(Foreign);
        var table = new CoefficientTable<T>(memory, channels);
        for (nint c = 0; c < channels; c++)
            table.SetBackward(c, new(double.PositiveInfinity, 1, c + 1, double.PositiveInfinity, c), c + 2, -1);
        for (nint c = 0; c < channels; c++)
            Assert.Equal((T.CreateChecked(c + 2), T.CreateChecked(c + 1), typeof(T) == typeof(float)), (table.InputScale[c], table.GradientScale[c], table.NeedsDouble(c)));
        for (nint c = 0; c < channels && typeof(T) == typeof(float); c++)
            Assert.Equal(new(double.PositiveInfinity, 1, c + 1, double.PositiveInfinity, c), table.Wide(c));
        Assert.True(new Span<byte>(memory + bytes, 64).IndexOfAnyExcept(Foreign) < 0);

        // A vector that begins at the last channel ends within it too.
        Assert.True((byte*)(table.Offset + channels - 1 + Vector256<T>.Count) <= memory + bytes);
        NativeMemory.Free(memory);
    }

    static void SameBits<T>(int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var four = new Four<T>(seed, 1e-5);
        using var one = new Four<T>(seed, 1e-5);
        Assert.True(FourChannels<T>.TrySetForward(four.Pass, 0, four.Table));
        for (nint c = 0; c < 4; c++)
            one.Pass.SetForward(c, one.Table, c);
        Assert.Equal(one.Bits(), four.Bits());

        var random = new CounterRandom(seed, 1);
        var (sum, dot) = (Vector256.Create(random.Normal(0), random.Normal(1), random.Normal(2), random.Normal(3)), Vector256.Create(random.Normal(4), random.Normal(5), random.Normal(6), random.Normal(7)));
        Assert.True(FourChannels<T>.TrySetBackward(four.Pass, 0, sum, dot, four.Table));
        for (int c = 0; c < 4; c++)
            one.Pass.FinishGradients(c, one.Table, c, sum[c], dot[c]);
        Assert.Equal(one.Bits(), four.Bits());
    }

    /// <summary>Four channels with ordinary statistics, by address, and a table for them.</summary>
    sealed class Four<T> : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        readonly void* memory = NativeMemory.AllocZeroed(4096);

        public ChannelPass<T> Pass;

        public CoefficientTable<T> Table;

        public Four(int seed, double eps)
        {
            double* numbers = (double*)memory;
            T* parameters = (T*)(numbers + 8);
            Pass = new()
            {
                Input = new((T*)null, [5, 4, 3, 7], [84, 21, 7, 1]),
                Mean = numbers,
                Variance = numbers + 4,

                // Each of them may be absent.
                Weight = seed % 2 == 0 ? null : parameters,
                Bias = seed % 3 == 0 ? null : parameters + 4,
                GradWeight = seed % 5 == 0 ? null : parameters + 8,
                GradBias = seed % 7 == 0 ? null : parameters + 12,
                Eps = eps,
                Training = true,
            };
            var random = new CounterRandom(seed, 0);
            for (int i = 0; i < 4; i++)
            {
                // A float holds one mean of the four.
                (numbers[i], numbers[4 + i]) = (i == seed % 4 ? 0.5 : random.Normal(i), Math.Abs(random.Normal(4 + i)));
                (parameters[i], parameters[4 + i]) = (T.CreateChecked(random.Normal(8 + i)), T.CreateChecked(random.Normal(12 + i)));
            }

            Table = new((byte*)memory + 1024, 4);
        }

        /// <summary>What a map reads, and what backward stored.</summary>
        public double[] Bits()
        {
            T* written = (T*)((double*)memory + 8);
            return [.. Enumerable.Range(0, 4).SelectMany(i => new[]
            {
                Table.Mean[i], Table.InputScale[i], Table.GradientScale[i], Table.Offset[i], T.CreateChecked(Table.NeedsDouble(i) ? 1 : 0),
                written[8 + i], written[12 + i],
            }).Select(double.CreateChecked)];
        }

        public void Dispose() => NativeMemory.Free(memory);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

public sealed unsafe class CoefficientTests
{
    const byte Foreign = 0xA5;
    const double Infinity = double.PositiveInfinity;

    // A float's range with room to spare; what is 0 or NaN because a factor is that is so in either type.
    [Theory]
    [InlineData(0.5, 0.25, 1.5, 3, false), InlineData(0, Infinity, 1, 0, false), InlineData(0, 1, -0.0, 0, false), InlineData(1e30, 1, -1, 4e30, false)]
    [InlineData(0, 1e80, 1e10, -1, false), InlineData(0, 1e-40, -1e15, 0, false), InlineData(double.NaN, 1, 1, 0, false)]
    [InlineData(0, double.NaN, 1, 0, false), InlineData(0, 1, double.NaN, 0, false), InlineData(0, 1, 1, double.NaN, false)]
    [InlineData(0, 1e20, 1e-30, 0, true), InlineData(0, 1e20, -1e-30, 0, true), InlineData(0, 1e-20, 1e30, 0, true), InlineData(0, 1e-14, -1e30, 0, true)]
    [InlineData(1e32, 1, 1, 0, true), InlineData(-1e32, 1, 1, 0, true), InlineData(-Infinity, 1, 1, 0, true)]
    [InlineData(0, 0, 1, 0, true), InlineData(0, 1, -Infinity, 0, true), InlineData(0, 0, 0, 0, true)]
    [InlineData(0, 1, 1, 1e31, true), InlineData(0, 1, 1, -Infinity, true), InlineData(1e20, 1e-50, 1, 0, true)]
    public void A_channel_beyond_a_float_is_computed_in_double(double mean, double variance, double weight, double bias, bool inDouble)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            using var four = new Four<float>(seed: 1, eps: 0);
            four.Pass.Training = false;
            (four.Pass.Mean[lane], four.Pass.Variance[lane], four.Pass.Weight[lane], four.Pass.Bias[lane]) = (mean, variance, (float)weight, (float)bias);
            Assert.False(four.Table.AnyNeedsDouble);
            FourChannels<float>.SetForward(four.Pass, 0, 4, four.Table, 0);
            AssertInDouble(four, lane, inDouble, new(mean, four.InverseStd(lane), (float)weight, (float)bias, 0));
        }
    }

    // Σdy and Σdy · (x - mean) of 105 values.
    [Theory]
    [InlineData(1, 1, 1, 50, 10, false), InlineData(0, 0.25, 0, 0, 0, false), InlineData(0, Infinity, 1, 0, 3, false), InlineData(0, 1, 1, 0, double.NaN, false)]
    [InlineData(0, 1, 1, 1e34, 1, true), InlineData(0, 1, 1, 0, -1e24, true), InlineData(0, 1, 1, 0, Infinity, true)]
    [InlineData(0, 1, 1e37, 0, 1, true), InlineData(0, 1e-38, 1, 0, 1e3, true), InlineData(0, 1e38, 1, 0, 1, true), InlineData(0, 1e-320, 1e-30, 0, 0, true)]
    public void A_gradient_beyond_a_float_is_computed_in_double(double mean, double variance, double weight, double sum, double dot, bool inDouble)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            using var four = new Four<float>(seed: 1, eps: 0);
            (four.Pass.Mean[lane], four.Pass.Variance[lane], four.Pass.Weight[lane]) = (mean, variance, (float)weight);
            var ones = Vector256<double>.One;
            FourChannels<float>.SetBackward(four.Pass, 0, 4, ones.WithElement(lane, sum), ones.WithElement(lane, dot), four.Table, 0);
            double inverseStd = four.InverseStd(lane);
            AssertInDouble(four, lane, inDouble, new(mean, inverseStd, (float)weight, sum / 105, dot * inverseStd / 105));
        }
    }

    [Theory]
    [InlineData(1, 1, 1e200, 1e300, false), InlineData(Infinity, 1, 1, Infinity, false)]
    [InlineData(0, 1e-300, 1e200, 0, true), InlineData(0, 1e300, 1e-200, 0, true), InlineData(0, 0, 1, 0, true)]
    public void A_channel_whose_factors_have_no_product_is_computed_step_by_step(double mean, double variance, double weight, double bias, bool stepByStep)
    {
        using var four = new Four<double>(seed: 1, eps: 0);
        four.Pass.Training = false;
        (four.Pass.Mean[2], four.Pass.Variance[2], four.Pass.Weight[2], four.Pass.Bias[2]) = (mean, variance, weight, bias);
        FourChannels<double>.SetForward(four.Pass, 0, 4, four.Table, 0);
        AssertInDouble(four, 2, stepByStep, new(mean, four.InverseStd(2), weight, bias, 0));
        FourChannels<double>.SetBackward(four.Pass, 0, 4, default, default, four.Table, 0);
        AssertInDouble(four, 2, stepByStep, new(0, four.InverseStd(2), weight, 0, 0));
    }

    [Theory]
    [InlineData(0.5, 0.25, 3, 3)]
    [InlineData(1 + 1e-9, 1e-16, 3, 3 - 0.1)]
    [InlineData(Infinity, 0.25, 3, 3)]
    public void What_a_mean_loses_as_a_float_goes_into_the_offset(double mean, double variance, double offset, double expected)
    {
        using var four = new Four<float>(seed: 1, eps: 0);
        (four.Pass.Mean[0], four.Pass.Variance[0], four.Pass.Weight[0], four.Pass.Bias[0]) = (mean, variance, 1, (float)offset);
        FourChannels<float>.SetForward(four.Pass, 0, 4, four.Table, 0);
        Assert.Equal(((float)mean, (float)(1 / Math.Sqrt(variance)), 0, (float)expected), four.Of(0));
    }

    // Dividing by a deviation of 0 is what the definition does with given statistics, and never with a batch's own.
    [Theory]
    [InlineData(true, 0, 0), InlineData(true, 1e-5, 1), InlineData(false, 0, Infinity), InlineData(false, 1e-5, 1)]
    public void A_constant_channel_without_eps_has_no_factor_if_the_statistics_are_its_own(bool training, double eps, double expected)
    {
        using var four = new Four<double>(seed: 2, eps);
        four.Pass.Training = training;
        four.Pass.Variance[3] = 0;
        FourChannels<double>.SetForward(four.Pass, 0, 4, four.Table, 0);
        Assert.Equal(expected == 1 ? 1 / Math.Sqrt(eps) : expected, four.Table.InputScale[3]);
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

    static void AssertInDouble<T>(Four<T> four, int lane, bool expected, WideCoefficients wide)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < 4; i++)
            Assert.Equal(expected && i == lane, four.Table.NeedsDouble(i));
        Assert.Equal(expected, four.Table.AnyNeedsDouble);
        if (expected)
            Assert.Equal(wide, four.Table.Wide(lane));
    }

    static void KeepsWithin<T>(int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint bytes = CoefficientTable<T>.BytesFor(channels);
        byte* memory = (byte*)NativeMemory.Alloc((nuint)bytes + 64);
        new Span<byte>(memory + bytes, 64).Fill(Foreign);
        var table = new CoefficientTable<T>(memory, channels);

        // Four at a time, the last ones beyond the end.
        for (nint c = 0; c < channels + 3 - (channels + 3) % 4; c++)
        {
            (table.Mean[c], table.InputScale[c], table.GradientScale[c], table.Offset[c]) = (T.One, T.CreateChecked(c), T.CreateChecked(-c), T.Zero);
            if (c % 4 == 0)
                table.SetUsual(c);
            table.SetWide(c, new(1, 2, 3, 4, c));
        }

        for (nint c = 0; c < channels; c++)
            Assert.Equal((new(1, 2, 3, 4, c), T.CreateChecked(c), T.CreateChecked(-c)), (table.Wide(c), table.InputScale[c], table.GradientScale[c]));
        Assert.True(new Span<byte>(memory + bytes, 64).IndexOfAnyExcept(Foreign) < 0);

        // A vector that begins at the last channel ends within it too.
        Assert.True((byte*)(table.Offset + channels - 1 + Vector256<T>.Count) <= memory + bytes);
        NativeMemory.Free(memory);
    }

    static void SameBits<T>(int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom(seed, 1);
        double[] sum = [.. Enumerable.Range(0, 4).Select(i => random.Normal(i))], dot = [.. Enumerable.Range(4, 4).Select(i => random.Normal(i))];
        using var four = new Four<T>(seed, seed % 4 == 3 ? 0 : 1e-5);
        T* gradWeight = four.Pass.GradWeight, gradBias = four.Pass.GradBias;
        int count = 1 + seed % 4;
        FourChannels<T>.SetForward(four.Pass, 0, count, four.Table, 0);
        for (int i = 0; i < count; i++)
            Assert.Equal(Rounded<T>(four.Pass.Mean[i], (four.InverseStd(i) * four.Weight(i), 0), four.Bias(i)), four.Of(i));

        FourChannels<T>.SetBackward(four.Pass, 0, count, Vector256.Create(sum), Vector256.Create(dot), four.Table, 0);
        for (int i = 0; i < 4; i++)
        {
            double inverseStd = four.InverseStd(i);
            if (i < count)
                Assert.Equal(
                    Rounded<T>(four.Pass.Mean[i], (-(inverseStd * inverseStd * dot[i] / 105), inverseStd * four.Weight(i)), -(sum[i] / 105)), four.Of(i));
            if (gradBias != null)
                Assert.Equal(i < count ? T.CreateChecked(sum[i]) : T.Zero, gradBias[i]);
            if (gradWeight != null)
                Assert.Equal(i < count ? T.CreateChecked(dot[i] * inverseStd) : T.Zero, gradWeight[i]);
        }

        Assert.False(four.Table.AnyNeedsDouble);
    }

    static (T, T, T, T) Rounded<T>(double mean, (double Input, double Gradient) scales, double offset)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double rest = mean - double.CreateChecked(T.CreateChecked(mean));
        return (T.CreateChecked(mean), T.CreateChecked(scales.Input), T.CreateChecked(scales.Gradient), T.CreateChecked(rest == 0 ? offset : offset - rest * scales.Input));
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

        /// <summary>What a map reads of a channel.</summary>
        public (T, T, T, T) Of(int i) => (Table.Mean[i], Table.InputScale[i], Table.GradientScale[i], Table.Offset[i]);

        /// <summary>1 / deviation as one channel after the other has it.</summary>
        public double InverseStd(int i) => Pass.Training && Pass.Eps == 0 && Pass.Variance[i] == 0 ? 0 : 1 / Math.Sqrt(Pass.Variance[i] + Pass.Eps);

        public double Weight(int i) => Pass.Weight == null ? 1 : double.CreateChecked(Pass.Weight[i]);

        public double Bias(int i) => Pass.Bias == null ? 0 : double.CreateChecked(Pass.Bias[i]);

        public void Dispose() => NativeMemory.Free(memory);
    }
}

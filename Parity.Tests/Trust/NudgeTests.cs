using Parity.Cases;
using Parity.Tensors;
using Parity.Trust;

namespace Parity.Tests.Trust;

public sealed class NudgeTests
{
    static readonly CounterRandom random = new(1, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void All_floats_move_away_from_zero_by_that_many_ulp(long ulp)
    {
        float[] values = [1, -3.5f, 1e-30f];
        DenseTensor moved = Nudge.All(DenseTensor.From<float>(values, 3), ulp)!;
        for (int i = 0; i < values.Length; i++)
        {
            Assert.Equal(ulp, Ulp.Distance(moved.Values<float>()[i], values[i]));
            Assert.True(Math.Abs(moved[i]) > Math.Abs(values[i]));
        }
    }

    [Fact]
    public void One_double_moves_and_the_others_stay()
    {
        double[] values = [1, 2, 3, 4, 5];
        DenseTensor moved = Nudge.One(DenseTensor.From<double>(values, 5), 8, random)!;
        long[] distances = [.. values.Select((value, i) => Ulp.Distance(moved.Values<double>()[i], value))];
        Assert.Equal([0, 0, 0, 0, 8], distances.Order());
    }

    [Theory]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Half_precision_moves_by_its_own_ulp(DType dtype)
    {
        DenseTensor one = DenseTensor.From<double>([1, -2], 2).As(dtype);
        double step = dtype == DType.Float16 ? 1 / 1024.0 : 1 / 128.0;
        DenseTensor moved = Nudge.All(one, 3)!;
        Assert.Equal((1 + 3 * step, -2 - 6 * step), (moved[0], moved[1]));
    }

    [Fact]
    public void Zeros_and_values_that_are_not_finite_stay()
    {
        float[] values = [0, float.NaN, float.PositiveInfinity];
        Assert.Null(Nudge.All(DenseTensor.From<float>(values, 3), 1));
        Assert.Null(Nudge.One(DenseTensor.From<float>(values, 3), 1, random));
        Assert.Equal(2f, Nudge.One(DenseTensor.From<float>([0, 2f], 2), 1, random)!.Values<float>()[1], 1e-6f);
    }

    [Fact]
    public void The_largest_value_stays_finite_and_the_smallest_keeps_its_sign()
    {
        Assert.Equal(float.MaxValue, Nudge.All(DenseTensor.From<float>([float.MaxValue], 1), 1 << 20)!.Values<float>()[0]);
        for (int seed = 0; seed < 8; seed++)
        {
            DenseTensor moved = Nudge.One(DenseTensor.From<float>([-float.Epsilon], 1), 4, new CounterRandom(seed, 0))!;
            Assert.True(float.IsNegative(moved.Values<float>()[0]));
        }
    }

    [Fact]
    public void A_counter_moves_by_whole_numbers() =>
        Assert.Equal(8, Nudge.All(DenseTensor.Scalar(7), 1)!.Values<long>()[0]);
}

using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

/// <summary>Four or eight values at once, on any instruction set: the bits of one after the other.</summary>
public sealed class ReductionTests
{
    [Fact]
    public void Moments_are_sums_of_values_and_of_their_squares() =>
        AssertAdds<ExactMoments>((sum, a, _, _) => sum + a, (sum, a, _, _) => sum + a * a);

    [Fact]
    public void Shifted_moments_are_sums_of_deviations_and_of_their_squares() =>
        AssertAdds<ShiftedMoments>((sum, a, _, shift) => sum + (a - shift), (sum, a, _, shift) => sum + (a - shift) * (a - shift));

    [Fact]
    public void Gradients_are_sums_of_values_and_of_their_products_with_deviations() =>
        AssertAdds<GradientSums>((sum, a, _, _) => sum + a, (sum, a, b, shift) => sum + a * (b - shift));

    [Fact]
    public void Compensated_sums_keep_what_each_addition_loses()
    {
        var values = new Values(11);
        for (int round = 0; round < 50; round++)
        {
            (Vector512<double> sum, Vector512<double> lost) = (values.Next(1e9), values.Next(1e-9));
            (Vector512<double> added, Vector512<double> missing) = (values.Next(1), values.Next(1e-17));
            var four = new CompensatedSum(sum.GetLower(), lost.GetLower());
            var eight = new CompensatedSum512(sum, lost);
            four.Add(added.GetLower(), default);
            eight.Add(added);
            AssertKept(lane => lost[lane] + DoubleDouble.Sum(sum[lane], added[lane]).Lo);

            (sum, lost) = (eight.Sum, eight.Lost);
            four.Add(added.GetLower(), missing.GetLower());
            eight.Add(added, missing);
            AssertKept(lane => lost[lane] + (DoubleDouble.Sum(sum[lane], added[lane]).Lo + missing[lane]));

            void AssertKept(Func<int, double> expected)
            {
                for (int lane = 0; lane < 8; lane++)
                    Assert.Equal((sum[lane] + added[lane], expected(lane)), (eight.Sum[lane], eight.Lost[lane]));
                Assert.Equal((eight.Sum.GetLower(), eight.Lost.GetLower()), (four.Sum, four.Lost));
            }
        }
    }

    static void AssertAdds<TSum>(
        Func<double, double, double, double, double> first, Func<double, double, double, double, double> second)
        where TSum : struct, IReduction
    {
        var values = new Values(7);
        for (int round = 0; round < 50; round++)
        {
            // Values are floats: their squares are exact.
            (Vector512<double> a, Vector512<double> b) = (values.NextFloats(), values.NextFloats());
            (Vector512<double> sum, Vector512<double> shift) = (values.Next(100), values.Next(1));
            Vector512<double> one = TSum.AddFirst(sum, a, shift), other = TSum.AddSecond(sum, a, b, shift);
            for (int lane = 0; lane < 8; lane++)
                Assert.Equal(
                    (first(sum[lane], a[lane], b[lane], shift[lane]), second(sum[lane], a[lane], b[lane], shift[lane])),
                    (one[lane], other[lane]));
            Assert.Equal(one.GetLower(), TSum.AddFirst(sum.GetLower(), a.GetLower(), shift.GetLower()));
            Assert.Equal(other.GetLower(), TSum.AddSecond(sum.GetLower(), a.GetLower(), b.GetLower(), shift.GetLower()));
        }
    }

    sealed class Values(int seed)
    {
        readonly CounterRandom random = new(seed, 0);
        int taken;

        public Vector512<double> Next(double size) => Create(() => size * random.Normal(taken++));

        public Vector512<double> NextFloats() => Create(() => (float)random.Normal(taken++));

        static Vector512<double> Create(Func<double> next) =>
            Vector512.Create([.. Enumerable.Range(0, 8).Select(_ => next())]);
    }
}

using System.Runtime.Intrinsics;
using Parity.Cases;
using Parity.Reference.Kernels.Simd;

namespace Parity.Tests.Reference.Kernels.Simd;

/// <summary>Four or eight values at once, on any instruction set: the bits of one after the other.</summary>
public sealed class ReductionTests
{
    [Fact]
    public void Moments_are_sums_of_values_and_of_their_squares() =>
        AssertAdds<RawMoments>((sum, a, _, _) => sum + a, (sum, a, _, _) => sum + a * a);

    [Fact]
    public void Shifted_moments_are_sums_of_deviations_and_of_their_squares() =>
        AssertAdds<ShiftedMoments>((sum, a, _, shift) => sum + (a - shift), (sum, a, _, shift) => sum + (a - shift) * (a - shift));

    [Fact]
    public void Gradients_are_sums_of_values_and_of_their_products_with_deviations() =>
        AssertAdds<GradientSums>((sum, a, _, _) => sum + a, (sum, a, b, shift) => sum + a * (b - shift));

    static void AssertAdds<TSum>(
        Func<double, double, double, double, double> first, Func<double, double, double, double, double> second)
        where TSum : struct, IReduction
    {
        var values = new Values(7);
        for (int round = 0; round < 50; round++)
        {
            // Squares of floats are exact, those of doubles are rounded before they are added.
            AssertAdds<float>(values.NextFloats(), values.NextFloats());
            AssertAdds<double>(values.Next(1), values.Next(1));
        }

        void AssertAdds<T>(Vector512<double> a, Vector512<double> b)
            where T : unmanaged
        {
            (Vector512<double> sum, Vector512<double> shift) = (values.Next(100), values.Next(1));
            Vector512<double> one = TSum.AddFirst(sum, a, shift), other = TSum.AddSecond<T>(sum, a, b, shift);
            for (int lane = 0; lane < 8; lane++)
                Assert.Equal(
                    (first(sum[lane], a[lane], b[lane], shift[lane]), second(sum[lane], a[lane], b[lane], shift[lane])),
                    (one[lane], other[lane]));
            Assert.Equal(one.GetLower(), TSum.AddFirst(sum.GetLower(), a.GetLower(), shift.GetLower()));
            Assert.Equal(other.GetLower(), TSum.AddSecond<T>(sum.GetLower(), a.GetLower(), b.GetLower(), shift.GetLower()));
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

using System.Numerics;
using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

public sealed class SimdSpecialValuesTests
{
    // By planes, by narrow and by wide rows, and neither; channels beyond a multiple of four and of sixteen.
    static readonly (int[] Shape, StorageOrder Order)[] ways =
    [
        ([3, 7, 2, 5], StorageOrder.Contiguous), ([5, 33], StorageOrder.Contiguous), ([3, 7, 2, 5], StorageOrder.ChannelsLast),
        ([4, 34, 3], StorageOrder.ChannelsLast), ([2, 9, 2, 5], StorageOrder.SlicedAlongWidth), ([3, 3, 40], StorageOrder.Contiguous),
    ];

    [Theory]
    [InlineData(1e-5), InlineData(0), InlineData(1e-50), InlineData(1)]
    public void Special_values_of_floats_spread_as_in_the_definition(double eps) => AgreesWithTheDefinition<float>(eps, float.MaxValue, 1e-42f);

    // Sums of doubles are doubles: numbers that leave room for sums of their products.
    [Theory]
    [InlineData(1e-5), InlineData(0), InlineData(1e-50), InlineData(1)]
    public void Special_values_of_doubles_spread_as_in_the_definition(double eps) => AgreesWithTheDefinition<double>(eps, 1e290, 5e-324);

    static void AgreesWithTheDefinition<T>(double eps, double largest, double tiniest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int seed = 0; seed < 60; seed++)
            foreach ((int[] shape, StorageOrder order) in ways)
            {
                var batch = new SeededBatch<T>(shape, seed: seed, affine: seed % 8 != 0) { Eps = eps };
                string[] told = [.. Enumerable.Range(0, shape[1]).Select(c => Spoil(batch, c, new(seed, 100 + c), largest, tiniest))];
                var manual = KernelAnswers<T>.Of(new ManualKernel<T>(), batch);
                var exact = KernelAnswers<T>.Of(new ExactKernel<T>(), batch);
                var simd = KernelAnswers<T>.Of(new SimdKernel<T>(1 + seed % 2, 0), batch, order);
                foreach (((string name, double[] m), (double[] e, double[] s)) in manual.Quantities.Zip(
                    exact.Quantities.Zip(simd.Quantities, (first, second) => (first.Values, second.Values))))
                    for (int c = 0; c < shape[1]; c++)
                        AssertAlike(OfChannel(m, shape, c), OfChannel(e, shape, c), OfChannel(s, shape, c), () => $"{name}, seed {seed}, {string.Join('x', shape)} {order}, {told[c]}");
            }
    }

    // A number, NaN, or an infinity of one sign; where manual and exact differ, that is noise.
    static void AssertAlike(double[] manual, double[] exact, double[] simd, Func<string> where)
    {
        static bool Alike(double a, double b) => a.Equals(b) || (double.IsFinite(a) && double.IsFinite(b));
        for (int i = 0; i < manual.Length; i++)
            if (Alike(manual[i], exact[i]) && !Alike(manual[i], simd[i]))
                Assert.Fail($"[{i}] of {where()}: manual {manual[i]:R}, exact {exact[i]:R}, simd {simd[i]:R}");
    }

    static double[] OfChannel(double[] values, int[] shape, int c)
    {
        int plane = values.Length / shape[0] / shape[1];
        return values.Length == shape[1] ? [values[c]] : [.. values.Where((_, i) => i / plane % shape[1] == c)];
    }

    /// <summary>Puts something unusual, or two things, into what belongs to a channel, and says what.</summary>
    static string Spoil<T>(SeededBatch<T> batch, int c, CounterRandom random, double largest, double tiniest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] notFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        double[] unusual = [.. notFinite, 0, -0.0, -1, tiniest, largest, -largest, 1e30, 1e-30, 0.1];
        int[] own = [.. Enumerable.Range(0, batch.Input.Length).Where(i => i / (batch.Input.Length / batch.Shape[0] / batch.Shape[1]) % batch.Shape[1] == c)];
        var told = new List<string>();
        for (int thing = 0; thing < 1 + (int)(random.Bits(0) % 2); thing++)
        {
            ulong draw = random.Bits(1 + thing) >> 8;
            double value = unusual[(int)(draw / 16 % (ulong)unusual.Length)];
            int one = own[(int)(draw / 1024 % (ulong)own.Length)];
            int what = (int)(draw % 11);
            told.Add($"{what}: {value:R}");
            switch (what)
            {
                case 0: batch.Input[one] = T.CreateChecked(value); break;
                case 1: batch.GradOutput[one] = T.CreateChecked(value); break;
                case 2 when batch.Weight.Length > 0: batch.Weight[c] = T.CreateChecked(value); break;
                case 3 when batch.Bias.Length > 0: batch.Bias[c] = T.CreateChecked(value); break;
                case 4: batch.RunningMean[c] = double.CreateChecked(T.CreateChecked(value)); break;
                case 5: batch.RunningVar[c] = double.CreateChecked(T.CreateChecked(value)); break;
                case 6: Array.ForEach(own, i => batch.Input[i] = T.CreateChecked(0.1)); break; // constant
                case 7: Array.ForEach(own, i => batch.GradOutput[i] = T.Zero); break;
                case 8: Array.ForEach(own, i => batch.GradOutput[i] *= T.CreateChecked(largest / 8)); break;
                case 9: Array.ForEach(own, i => batch.Input[i] *= T.CreateChecked(Math.Sqrt(largest) / 8)); break;
                case 10: Array.ForEach(own, i => batch.Input[i] += T.CreateChecked(1e9)); break;
            }
        }

        return string.Join(" and ", told);
    }
}

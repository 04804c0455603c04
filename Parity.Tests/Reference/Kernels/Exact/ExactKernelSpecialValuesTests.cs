using System.Numerics;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels.Exact;

public sealed class ExactKernelSpecialValuesTests
{
    static readonly double[] specials = [0.75, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
    static readonly double[] weights = [.. specials, 0];
    static readonly double[] variances = [.. specials, 0, -1];
    static readonly double[] epsilons = [1e-5, 0];

    [Fact]
    public void Special_values_spread_as_in_the_manual_kernel_with_double() => AgreeWithManual<double>();

    [Fact]
    public void Special_values_spread_as_in_the_manual_kernel_with_float() => AgreeWithManual<float>();

    static void AgreeWithManual<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var manual = new ManualKernel<T>();
        var exact = new ExactKernel<T>();
        foreach (((double[] x, double[] dy), (double, double) affine) in Combinations())
            foreach (double eps in epsilons)
            {
                Agree(
                    ChannelRun<T>.Training(manual, x, dy, affine, eps),
                    ChannelRun<T>.Training(exact, x, dy, affine, eps));
                foreach (double mean in specials)
                    foreach (double variance in variances)
                        Agree(
                            ChannelRun<T>.Eval(manual, x, dy, affine, (mean, variance, eps)),
                            ChannelRun<T>.Eval(exact, x, dy, affine, (mean, variance, eps)));
            }
    }

    // 0.75 is an ordinary value and equal to the ordinary given mean: a deviation of 0 meets every infinity. The two rests
    // make the ordinary channel constant, or one where no gradient is 0 in truth and rounding noise in double.
    static IEnumerable<((double[] X, double[] Dy), (double, double))> Combinations() =>
        from first in specials
        from second in new[] { 0.75, double.PositiveInfinity }
        from rest in new double[][] { [0.75, 0.75, 0.75], [0.75, 0.25, -2] }
        from grad in specials
        from weight in weights
        from bias in new[] { 0.75, double.PositiveInfinity }
        select (((double[])[first, second, .. rest], new[] { -1.5, grad, 0.25, 2, 0.5 }), (weight, bias));

    static void Agree<T>(ChannelRun<T> expected, ChannelRun<T> actual)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((double left, double right) in Results(expected).Zip(Results(actual)))
            if (!left.Equals(right) && !(Math.Abs(left - right) <= 1e-6 * Math.Abs(left) + 1e-12))
                Assert.Fail($"manual {left:R}, exact {right:R}");
    }

    static double[] Results<T>(ChannelRun<T> run)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. run.Output, .. run.GradInput, run.GradWeight, run.GradBias, run.Mean, run.Variance];
}

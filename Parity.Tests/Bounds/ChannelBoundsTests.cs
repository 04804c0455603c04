using Parity.Bounds;
using Parity.Cases;
using Parity.Tests.Comparison;

namespace Parity.Tests.Bounds;

/// <summary>The bounds of elements and gradients by ErrorBounds.md, where a term that is small elsewhere decides.</summary>
public sealed class ChannelBoundsTests
{
    static readonly double u = Precision.Single.Unit, v = Precision.Double.Unit, tiny = Precision.Double.Tiny;

    // 10⁸ and a few ulp: every error is nearly as large as what it is an error of.
    static readonly double[] near = [1e8, 1e8 + 1.0 / (1 << 26), 1e8, 1e8 + 3.0 / (1 << 26)], ofNear = [0.3, -1.1, 0.7, 0.2];

    [Theory]
    [InlineData(Arithmetic.DoubleThroughout)]
    [InlineData(Arithmetic.DoubleSums)]
    [InlineData(Arithmetic.CompensatedStatistics)]
    internal void Bounds_over_doubles_are_those_of_the_page_where_errors_are_large(Arithmetic arithmetic)
    {
        Trial trial = WrittenTrials.Of("bn1d/4x1/f64/eps=1e-15", near, ofNear, weight: -0.7, bias: 0.3);
        (ChannelSummary c, StatisticsError error) = Known(trial, arithmetic);
        bool compensated = arithmetic == Arithmetic.CompensatedStatistics;
        double w = 0.7, a = c.InverseStd, δm = error.Mean, δa = error.InverseStd, meanOfGrad = c.Sum / 4;
        Assert.InRange(δm, 0.2 * c.LargestDeviation, 2 * c.LargestDeviation);
        Assert.InRange(δa, 0.02 * a, a);
        double δS = 3 * v / (1 - 3 * v) * c.SumAbsGrad;
        double k = compensated ? 5 * (1 + 1e-6) : 7;
        double δD = δm * (Math.Abs(c.Sum) + δS) + k * v * (c.SumAbsDot + δm * c.SumAbsGrad);
        double q = c.Dot * a * a / 4, δq = (δD * (a + δa) * (a + δa) + Math.Abs(c.Dot) * δa * (2 * a + δa)) / 4;
        for (int i = 0; i < 4; i++)
        {
            double d = Math.Abs(c.Deviations[i]), y = -w * c.Deviations[i] * a + 0.3, δd = δm + v * (d + δm);
            double output = w * (δd * (a + δa) + d * δa)
                + (compensated ? 2 * v * (d + δd) * (a + δa) * w : 5 * v * (d * a * w + 0.3));
            Near(Rounded(y, output, Precision.Double), Bound(trial, arithmetic, Quantity.Output, i));

            double shifted = ofNear[i] - meanOfGrad, bracket = shifted - c.Deviations[i] * q;
            double roundings = compensated
                ? Math.Abs(meanOfGrad) + Math.Abs(shifted) + 5 * d * Math.Abs(q) + 2 * Math.Abs(bracket)
                : 8 * (Math.Abs(ofNear[i]) + Math.Abs(meanOfGrad) + d * Math.Abs(q));
            double ofBracket = δS / 4 + d * δq + δm * (Math.Abs(q) + δq) + v * roundings;
            double gradInput = ofBracket * w * (a + δa) + Math.Abs(bracket) * w * δa;
            Near(Rounded(bracket * a * w, gradInput, Precision.Double), Bound(trial, arithmetic, Quantity.GradInput, i));
        }

        double gradWeight = δD * (a + δa) + Math.Abs(c.Dot) * (δa + (compensated ? 0 : 2 * v * a));
        Near(Rounded(c.Dot * a, gradWeight, Precision.Double), Bound(trial, arithmetic, Quantity.GradWeight));
    }

    [Fact]
    public void Each_product_of_an_output_may_lose_the_smallest_double()
    {
        Trial trial = WrittenTrials.Of("bn1d/2x1/f64/eps=1", [10 * tiny, 20 * tiny], weight: 3);
        // One times the weight and one without it, twice; the last rounding, and that of the exact value.
        Assert.Equal((2 * (1 + 3) + 2) * tiny, Bound(trial, Arithmetic.CompensatedStatistics, Quantity.Output));
    }

    [Fact]
    public void An_output_around_a_mean_that_is_no_float_rounds_what_is_left_of_the_bias()
    {
        // The mean is 2 more than the float below it; with a factor of 1.15 most of the bias cancels.
        double[] x = [1e8, 1e8 + 8, 1e8, 1e8];
        Trial trial = WrittenTrials.Of("bn1d/4x1/eps=0", x, weight: 4, bias: 2);
        (ChannelSummary c, StatisticsError error) = Known(trial, Arithmetic.DoubleSums);
        double α = 4 * c.InverseStd, β = 2 - 2 * α;
        Assert.InRange(Math.Abs(β), 0.25, 0.5);
        for (int i = 0; i < 4; i++)
        {
            double y = c.Deviations[i] * α + 2;
            double within = (x[i] - 1e8) * (4 * error.InverseStd + Precision.Single.HalfUlp(α)) + Precision.Single.HalfUlp(β) + error.Mean * α
                + 5 * v * (Math.Abs(c.Deviations[i]) * α + 2);
            Near(Rounded(y, within, Precision.Single), Bound(trial, Arithmetic.DoubleSums, Quantity.Output, i));
        }
    }

    [Fact]
    public void A_gradient_of_floats_rounds_three_coefficients_and_three_results()
    {
        // Of the first, g - S/n is below 2 by less than S/n may be rounded by.
        double[] x = [3, -3, 1, -1], g = [2.5, -0.5, u, 0];
        Trial trial = WrittenTrials.Of("bn1d/4x1/eps=0", x, g, weight: 0.3f);
        (ChannelSummary c, StatisticsError error) = Known(trial, Arithmetic.DoubleSums);
        double w = 0.3f, a = c.InverseStd, α = a * w, mean = 0.5 + u / 4, q = c.Dot * a * a / 4;
        double δD = 7 * v * c.SumAbsDot, δq = (δD * (a + error.InverseStd) * (a + error.InverseStd) + c.Dot * error.InverseStd * (2 * a + error.InverseStd)) / 4;
        static double H(double z) => Precision.Single.HalfUlp(z);
        for (int i = 0; i < 4; i++)
        {
            double d = Math.Abs(x[i]), bracket = g[i] - mean - x[i] * q;
            double inDouble = d * δq + 8 * v * (Math.Abs(g[i]) + mean + d * q);
            inDouble = inDouble * (α + w * error.InverseStd) + Math.Abs(bracket) * w * error.InverseStd;
            double rounded = H(mean) + H(Math.Abs(g[i] - mean) + H(mean)) + d * H(q);
            rounded += H(Math.Abs(bracket) + rounded);
            double within = inDouble + rounded * α * (1 + u) + Math.Abs(bracket) * H(α);
            Near(Rounded(bracket * α, within, Precision.Single), Bound(trial, Arithmetic.DoubleSums, Quantity.GradInput, i));
        }
    }

    [Fact]
    public void A_factor_that_is_no_comfortable_float_leaves_nothing_but_the_last_rounding()
    {
        Trial trial = WrittenTrials.Of("bn1d/2x1/eps=0", [1, 3], weight: 3e37f);
        double last = Precision.Single.HalfUlp(3e37f);
        Assert.InRange(Bound(trial, Arithmetic.DoubleSums, Quantity.Output), last, 1.001 * last);
    }

    [Fact]
    public void An_output_of_libtorch_overflows_with_its_mean_or_with_its_input()
    {
        // With a factor of 1.5·10³⁸ the mean's share is no float's largest yet, and that of the second value is more.
        Trial trial = WrittenTrials.Of("bn2d/1x1x2x1/eps=0", [1, 3], weight: 1.5e38f);
        Assert.InRange(Bound(trial, Arithmetic.LibtorchPlanes, Quantity.Output), 1e30, 1e33);
        Assert.Equal(double.PositiveInfinity, Bound(trial, Arithmetic.LibtorchPlanes, Quantity.Output, 1));
        trial = WrittenTrials.Of("bn2d/1x1x3x1/eps=0", [-1, 3, 7], weight: 3.3e38f);
        Assert.Equal(double.PositiveInfinity, Bound(trial, Arithmetic.LibtorchPlanes, Quantity.Output));
    }

    // A product of 10⁵ is no float16, and one of 10³⁹ no float32.
    [Theory]
    [InlineData("bn1d/2x1/f16", Arithmetic.LibtorchStrided, 5e4, false)]
    [InlineData("bn1d/2x1/f16/f32params", Arithmetic.LibtorchStrided, 5e4, true)]
    [InlineData("bn1d/2x1/f16", Arithmetic.LibtorchPlanes, 5e4, true)]
    [InlineData("bn1d/2x1", Arithmetic.LibtorchPlanes, 5e4, true)]
    [InlineData("bn1d/2x1", Arithmetic.LibtorchPlanes, 2e38, false)]
    [InlineData("bn1d/2x1", Arithmetic.DoubleSums, 2e38, true)]
    [InlineData("bn1d/2x1", Arithmetic.DoubleThroughout, 2e38, true)]
    internal void A_sum_of_products_has_a_bound_while_the_type_of_the_products_holds_it(
        string descriptor, Arithmetic arithmetic, double g, bool finite)
    {
        Trial trial = WrittenTrials.Of(descriptor, [2, -2], [g, 0]);
        Assert.Equal(finite, double.IsFinite(Bound(trial, arithmetic, Quantity.GradWeight)));
    }

    static (ChannelSummary Channel, StatisticsError Error) Known(Trial trial, Arithmetic arithmetic)
    {
        ChannelSummary c = trial.Channel();
        return (c, StatisticsError.OfBatch(c, arithmetic, RoundingTypes.Of(trial.Case, arithmetic), trial.Case.Eps, threads: 1));
    }

    static double Bound(Trial trial, Arithmetic arithmetic, Quantity quantity, int position = 0) =>
        new ErrorBounds(trial.Case, ChannelSummary.Of(trial), arithmetic).Bound(quantity, position);

    // The last rounding, and that of the exact value to double.
    static double Rounded(double exact, double error, Precision type) =>
        error + type.HalfUlp(Math.Abs(exact) + error) + Precision.Double.HalfUlp(exact);

    static void Near(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-9), expected * (1 + 1e-9));
}

using Parity.Cases;
using Parity.Comparison;
using Parity.Reports;
using Parity.Runs;
using Parity.Tensors;
using Parity.Tests.Tensors;

namespace Parity.Tests.Comparison;

/// <summary>What is measured of four elements at once is what is measured of each.</summary>
public sealed class FourAtOnceTests
{
    // Around 1, where most agree, with all that is special between them.
    static readonly double[] special =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, float.Epsilon, -float.Epsilon, float.MaxValue, 1, 1.5, -1];

    // All but the first two are beyond what values near 1 differ by.
    static readonly double[] someBounds = [0, 1e-7, 1e-6, 1e-5, 0.5, double.PositiveInfinity];

    [SeededProperty(MaxTest = 1000)]
    public void A_comparison_is_that_of_its_elements(int seed)
    {
        (DenseTensor actual, DenseTensor expected, _) = Drawn(seed);
        foreach (Tolerance tolerance in new[] { Tolerance.AssertClose(actual.DType), Tolerance.Allclose, Tolerance.Zero })
        {
            var whole = TensorComparison.Compare(actual, expected, tolerance);
            TensorComparison[] each = [.. Positions(actual).Select(i => TensorComparison.Compare(Element(actual, i), Element(expected, i), tolerance))];
            Assert.Equal(each.Sum(one => one.Mismatches), whole.Mismatches);
            Assert.Equal(Array.FindIndex(each, one => one.Mismatches > 0), whole.First);
            Assert.Equal(each.All(one => one.Allclose), whole.Allclose);
            Assert.Equal(each.All(one => one.AssertClose), whole.AssertClose);
            Assert.Equal(Largest(each.Select(one => one.MaxAbs)), whole.MaxAbs);
            Assert.Equal(Largest(each.Select(one => one.MaxRel)), whole.MaxRel);
            Assert.Equal(each.Max(one => one.MaxUlp), whole.MaxUlp);
            Assert.Equal(each.Max(one => one.WorstShare), whole.WorstShare);
            Assert.Equal(Array.FindIndex(each, one => one.WorstShare == whole.WorstShare), whole.Worst);
        }
    }

    [SeededProperty(MaxTest = 2000)]
    public void A_judgement_is_that_of_its_elements(int seed)
    {
        (DenseTensor actual, DenseTensor expected, DenseTensor exact) = Drawn(seed);
        (double[] kernelBound, double[] oracleBound) = (Bounds(seed, 1, actual.Count), Bounds(seed, 2, actual.Count));
        Judgement whole = Judgement.Of(actual, expected, exact, kernelBound, oracleBound);
        Judgement[] each =
        [
            .. Positions(actual).Select(i =>
                Judgement.Of(Element(actual, i), Element(expected, i), Element(exact, i), [kernelBound[i]], [oracleBound[i]])),
        ];
        Verdict gravest = each.MaxBy(one => Array.IndexOf([Verdict.Agree, Verdict.OracleWorse, Verdict.KernelWorse, Verdict.Unexplained], one.Verdict))!.Verdict;
        Assert.Equal(gravest, whole.Verdict);
        bool agree = gravest == Verdict.Agree;
        Assert.Equal(agree ? 0 : each.Count(one => one.Verdict == gravest), whole.Mismatches);
        Assert.Equal(agree ? -1 : Array.FindIndex(each, one => one.Verdict == gravest), whole.First);
        Assert.Equal(each.Max(one => one.KernelShare), whole.KernelShare);
        Assert.Equal(each.Max(one => one.OracleShare), whole.OracleShare);
        double Told(Judgement one) => one.Verdict != gravest ? -1 : gravest is Verdict.Unexplained or Verdict.OracleWorse ? one.OracleShare : one.KernelShare;
        Assert.Equal(Array.FindIndex(each, one => Told(one) == each.Max(Told)), whole.Worst);
        Assert.Equal(whole.KernelShare, Judgement.LargestShare(actual.ToDouble(), exact.ToDouble(), kernelBound));
    }

    [SeededProperty(MaxTest = 1000)]
    public void A_sample_counts_each_of_its_elements(int seed)
    {
        (DenseTensor actual, _, DenseTensor exact) = Drawn(seed);
        long[] distances = [.. Positions(actual).Select(i => Ulp.Distance(actual.DType, actual[i], exact[i]))];
        var sample = ErrorSample.Of(new(actual), new(exact), UlpTests.PlacesOf(actual.DType, exact.ToDouble()), new double[actual.Count], position => position);
        Assert.Equal(Enumerable.Range(0, UlpScale.Bucket(distances.Max()) + 1).Select(bucket => distances.LongCount(distance => UlpScale.Bucket(distance) == bucket)), sample.Elements);
        Assert.Equal((distances.Max(), Array.IndexOf(distances, distances.Max())), (sample.Largest, sample.Column));
        Assert.Equal(distances.Max(), Ulp.Largest(new WideTensor(actual).Places, UlpTests.PlacesOf(actual.DType, exact.ToDouble())));
    }

    // Seven values in eight a few representable ones from 1, in tensors of every kind of tail.
    static (DenseTensor Actual, DenseTensor Expected, DenseTensor Exact) Drawn(int seed)
    {
        var random = new CounterRandom(seed, 0);
        DType dtype = random.Bits(0) % 2 == 0 ? DType.Float32 : DType.Float64;
        int count = 1 + (int)(random.Bits(1) % 21);
        bool plain = random.Bits(2) % 2 == 0;
        double Near(int i, int which) =>
            !plain && random.Bits(10 * i + which) % 8 == 0 ? special[(int)(random.Bits(10 * i + which + 3) % (ulong)special.Length)]
            : 1 + (int)(random.Bits(10 * i + which + 6) % 5) * (dtype == DType.Float32 ? 1.2e-7 : 2.3e-16);
        double[] Values(int which) => [.. Enumerable.Range(1, count).Select(i => Near(i, which))];
        return (DenseTensor.Rounded(dtype, [count], Values(1)), DenseTensor.Rounded(dtype, [count], Values(2)), DenseTensor.From<double>(Values(3), count));
    }

    static double[] Bounds(int seed, int stream, int count)
    {
        var random = new CounterRandom(seed, stream);
        double[] bounds = random.Bits(-1) % 2 == 0 ? someBounds : someBounds[2..];
        return [.. Enumerable.Range(0, count).Select(i => bounds[(int)(random.Bits(i) % (ulong)bounds.Length)])];
    }

    static IEnumerable<int> Positions(DenseTensor tensor) => Enumerable.Range(0, tensor.Count);

    static DenseTensor Element(DenseTensor tensor, int position) => DenseTensor.Rounded(tensor.DType, [1], [tensor[position]]);

    static double Largest(IEnumerable<double> values) => values.Aggregate(0.0, Math.Max);
}

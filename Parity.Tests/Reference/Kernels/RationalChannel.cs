namespace Parity.Tests.Reference.Kernels;

/// <summary>Batch normalisation of one channel in rational arithmetic; only 1 / √ is rounded, at 300 bits.</summary>
sealed class RationalChannel
{
    readonly BigRational[] deviations;

    public RationalChannel(double[] x, double eps)
        : this(x, x.Select(value => (BigRational)value).Aggregate((a, b) => a + b) / x.Length, null, eps)
    {
    }

    public RationalChannel(double[] x, BigRational mean, BigRational? variance, double eps)
    {
        Mean = mean;
        deviations = [.. x.Select(value => value - mean)];
        Variance = variance ?? deviations.Select(d => d * d).Aggregate((a, b) => a + b) / x.Length;
        InverseStd = (Variance + eps).IsZero ? 0 : (Variance + eps).InverseSqrt();
    }

    public BigRational Mean { get; }

    public BigRational Variance { get; }

    public BigRational InverseStd { get; }

    public Term[] Output(double weight, double bias) =>
        [.. deviations.Select(d => (Term)(d * InverseStd * weight) + bias)];

    public Term GradWeight(double[] dy) => Dot(dy) * InverseStd;

    public static Term GradBias(double[] dy) => dy.Select(g => (Term)(BigRational)g).Aggregate((a, b) => a + b);

    public Term[] GradInput(double[] dy, double weight, bool training)
    {
        BigRational count = dy.Length;
        Term ofMean = training ? GradBias(dy) * (1 / count) : 0;
        Term ofVariance = training ? Dot(dy) * (InverseStd * InverseStd / count) : 0;
        return [.. dy.Select((g, i) => (g + ofMean * -1 + ofVariance * -deviations[i]) * (InverseStd * weight))];
    }

    Term Dot(double[] dy) => dy.Select((g, i) => (Term)(g * deviations[i])).Aggregate((a, b) => a + b);

    /// <summary>A sum, and the sum of the absolute values that went into it: how far it may have cancelled.</summary>
    public readonly record struct Term(BigRational Value, BigRational Size)
    {
        public static implicit operator Term(BigRational value) => new(value, BigRational.Abs(value));

        public static implicit operator Term(double value) => (BigRational)value;

        public static Term operator +(Term a, Term b) => new(a.Value + b.Value, a.Size + b.Size);

        public static Term operator *(Term a, BigRational b) => new(a.Value * b, a.Size * BigRational.Abs(b));
    }
}

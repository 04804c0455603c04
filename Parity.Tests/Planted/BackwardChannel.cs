namespace Parity.Tests.Planted;

/// <summary>What backward knows of one channel.</summary>
/// <param name="GradOutput">The channel's grad_output.</param>
/// <param name="X">The channel's input.</param>
/// <param name="Mean">The mean that forward normalised with.</param>
/// <param name="InvStd">1 / sqrt(var + eps) of the forward pass.</param>
/// <param name="Weight">The channel's scale.</param>
/// <param name="Training">Whether the statistics are the batch's own.</param>
sealed record BackwardChannel(double[] GradOutput, double[] X, double Mean, double InvStd, double Weight, bool Training)
{
    /// <summary>Number of values.</summary>
    public int Count => X.Length;

    /// <summary>mean(dy).</summary>
    public double MeanOfGrad { get; } = GradOutput.Sum() / X.Length;

    /// <summary>mean(dy · x̂).</summary>
    public double MeanOfGradTimesNormalised { get; } =
        GradOutput.Zip(X, (dy, x) => dy * (x - Mean) * InvStd).Sum() / X.Length;

    /// <summary>x̂ of one element.</summary>
    public double Normalised(int i) => (X[i] - Mean) * InvStd;
}

namespace Parity.Cases;

/// <summary>The numbers that kernel and oracle both receive; none of them is written to.</summary>
public sealed record BatchNormInputs
{
    /// <summary>The batch, in the case's shape.</summary>
    public required DenseTensor Input { get; init; }

    /// <summary>Gradient with respect to the output, in the case's shape.</summary>
    public required DenseTensor GradOutput { get; init; }

    /// <summary>C scales, or null where there is no weight.</summary>
    public DenseTensor? Weight { get; init; }

    /// <summary>C shifts, or null where there is no bias.</summary>
    public DenseTensor? Bias { get; init; }

    /// <summary>C running means before the step, or null when none is kept.</summary>
    public DenseTensor? RunningMean { get; init; }

    /// <summary>C running variances before the step, or null when none is kept.</summary>
    public DenseTensor? RunningVar { get; init; }
}

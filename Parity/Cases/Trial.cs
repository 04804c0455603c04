namespace Parity.Cases;

/// <summary>A case with its numbers: what kernel and oracle both receive.</summary>
/// <param name="Descriptor">One shell-safe word that leads back to this trial.</param>
/// <param name="Case">The case.</param>
/// <param name="Inputs">Its numbers.</param>
public sealed record Trial(string Descriptor, BatchNormCase Case, BatchNormInputs Inputs)
{
    /// <summary>The same numbers in another floating-point type; exactly the same in a wider one.</summary>
    public Trial As(DType dtype) => dtype == Case.DType && !Case.Mixed ? this : this with
    {
        Case = Case with { DType = dtype, Mixed = false },
        Inputs = new BatchNormInputs
        {
            Input = Inputs.Input.As(dtype),
            GradOutput = Inputs.GradOutput.As(dtype),
            Weight = Inputs.Weight?.As(dtype),
            Bias = Inputs.Bias?.As(dtype),
            RunningMean = Inputs.RunningMean?.As(dtype),
            RunningVar = Inputs.RunningVar?.As(dtype),
        },
    };
}

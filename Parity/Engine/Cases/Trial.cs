using Parity.Tensors;

namespace Parity.Cases;

/// <summary>A case with its numbers: what kernel and oracle both receive.</summary>
/// <param name="Descriptor">One shell-safe word that leads back to this trial.</param>
/// <param name="Case">The case.</param>
/// <param name="Inputs">Its numbers.</param>
sealed record Trial(string Descriptor, BatchNormCase Case, BatchNormInputs Inputs)
{
    /// <summary>The same numbers in another floating-point type; exactly the same in a wider one.</summary>
    public Trial As(DType dtype) => dtype == Case.DType && !Case.Float32Parameters ? this : this with
    {
        Case = Case with { DType = dtype, Float32Parameters = false },
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

/// <summary>The numbers that kernel and oracle both receive; none of them is written to.</summary>
sealed record BatchNormInputs
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

/// <summary>torch's names of the tensors that go into a step.</summary>
static class InputNames
{
    public const string Input = "input";
    public const string GradOutput = "grad_output";
    public const string Weight = "weight";
    public const string Bias = "bias";
    public const string RunningMean = "running_mean";
    public const string RunningVar = "running_var";

    /// <summary>All of them, in the order of files.</summary>
    public static IReadOnlyList<string> Names { get; } = [Input, GradOutput, Weight, Bias, RunningMean, RunningVar];

    /// <summary>Every input by name; null where the case has none.</summary>
    public static IEnumerable<(string Name, DenseTensor? Tensor)> Of(BatchNormInputs inputs) =>
    [
        (Input, inputs.Input),
        (GradOutput, inputs.GradOutput),
        (Weight, inputs.Weight),
        (Bias, inputs.Bias),
        (RunningMean, inputs.RunningMean),
        (RunningVar, inputs.RunningVar),
    ];
}

using Parity.Cases;

namespace Parity.Fixtures;

/// <summary>torch's names of the tensors that go into a step.</summary>
static class InputNames
{
    public const string Input = "input";
    public const string GradOutput = "grad_output";
    public const string Weight = "weight";
    public const string Bias = "bias";
    public const string RunningMean = "running_mean";
    public const string RunningVar = "running_var";

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

using Parity.Cases;
using Parity.Reference.Kernels;

namespace Parity.Comparison;

/// <summary>What a trial's result is when nothing is rounded on the way: the measure of both sides.</summary>
public static class ExactAnswer
{
    static readonly KernelEntry exact = KernelCatalog.All.Single(entry => entry.Name == "exact");

    /// <summary>Every quantity to the last bit of a double, whatever the trial's own element type.</summary>
    public static BatchNormResult Of(Trial trial) => KernelRun.Run(exact, Widened(trial));

    // Widening is exact, so the wide trial is about the same numbers.
    static Trial Widened(Trial trial)
    {
        if (trial.Case.DType == DType.Float64)
            return trial;
        BatchNormInputs inputs = trial.Inputs;
        return trial with
        {
            Case = trial.Case with { DType = DType.Float64 },
            Inputs = new BatchNormInputs
            {
                Input = Widened(inputs.Input)!,
                GradOutput = Widened(inputs.GradOutput)!,
                Weight = Widened(inputs.Weight),
                Bias = Widened(inputs.Bias),
                RunningMean = Widened(inputs.RunningMean),
                RunningVar = Widened(inputs.RunningVar),
            },
        };
    }

    static DenseTensor? Widened(DenseTensor? tensor)
    {
        if (tensor is null)
            return null;
        var wide = new DenseTensor(DType.Float64, [.. tensor.Shape]);
        Span<double> values = wide.Values<double>();
        for (int i = 0; i < values.Length; i++)
            values[i] = tensor[i];
        return wide;
    }
}

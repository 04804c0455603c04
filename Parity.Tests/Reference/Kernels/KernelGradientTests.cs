using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Tensors;

namespace Parity.Tests.Reference.Kernels;

/// <summary>Gradients against central differences of the forward pass: the one check of backward that needs no torch.</summary>
public sealed class KernelGradientTests
{
    const double Step = 1e-5;

    // The difference quotient's own error: Step² times the third derivative, and rounding over Step.
    const double Allowed = 2e-8;

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (KernelEntry kernel in KernelCatalog.All.Where(entry => entry.Float64 is not null))
            foreach (string descriptor in new[]
            {
                "bn1d/5x3/f64/seed=1", "bn1d/3x2x5/f64/offset4/seed=2", "bn2d/3x2x2x3/f64/eps=0.1/channels/seed=3",
                "bn2d/2x3x3x2/f64/channels_last/seed=4", "bn1d/2x3x4/f64/features_last/seed=5",
                "bn2d/2x3x2x2/f64/eval/seed=6", "bn1d/4x3/f64/noaffine/seed=7", "bn1d/4x3/f64/eval/notrack/seed=8",
            })
                data.Add(kernel.Name, descriptor);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Backward_is_the_derivative_of_forward(string kernel, string descriptor)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        var step = new OneStep(KernelCatalog.All.Single(entry => entry.Name == kernel).Float64!(1), trial);
        step.Backward();
        AssertDerivative(step, step.Input, step.GradInput);
        if (step.Module.Weight is not null)
        {
            AssertDerivative(step, step.Module.Weight, step.Module.GradWeight!);
            AssertDerivative(step, step.Module.Bias!, step.Module.GradBias!);
        }
    }

    static void AssertDerivative(OneStep step, double[] variable, double[] gradient)
    {
        for (int i = 0; i < variable.Length; i++)
        {
            double at = variable[i];
            variable[i] = at + Step;
            double above = step.Loss();
            variable[i] = at - Step;
            double below = step.Loss();
            variable[i] = at;
            double difference = (above - below) / (2 * Step);
            Assert.True(
                Math.Abs(difference - gradient[i]) <= Allowed * (1 + Math.Abs(difference)),
                $"element {i}: backward says {gradient[i]}, the difference quotient {difference}");
        }
    }

    /// <summary>A module with its trial; the loss is the sum of output times grad_output.</summary>
    sealed class OneStep
    {
        readonly Trial trial;
        readonly double[] gradOutput;

        public OneStep(IBatchNormKernel<double> kernel, Trial trial)
        {
            this.trial = trial;
            var options = new BatchNormOptions
            {
                Eps = trial.Case.Eps,
                Affine = trial.Case.Affine,
                TrackRunningStats = trial.Case.TrackRunningStats,
            };
            Module = trial.Case.Module == BatchNormModule.BatchNorm1d
                ? new BatchNorm1d<double>(trial.Case.Channels, options, kernel)
                : new BatchNorm2d<double>(trial.Case.Channels, options, kernel);
            Module.Train(trial.Case.Training);
            trial.Inputs.Weight?.Values<double>().CopyTo(Module.Weight);
            trial.Inputs.Bias?.Values<double>().CopyTo(Module.Bias);
            trial.Inputs.RunningVar?.Values<double>().CopyTo(Module.RunningVar);
            Input = trial.Inputs.Input.Values<double>().ToArray();
            GradInput = new double[Input.Length];
            gradOutput = trial.Inputs.GradOutput.Values<double>().ToArray();
        }

        public BatchNorm<double> Module { get; }

        public double[] Input { get; }

        public double[] GradInput { get; private set; }

        public double Loss()
        {
            PlacedTensor<double> output = Laid(new double[Input.Length]);
            Module.Forward(Laid(Input).Input, output.Output);
            return TensorPrimitives.Dot<double>(output.ToDense().Values<double>(), gradOutput);
        }

        public void Backward()
        {
            Loss();
            PlacedTensor<double> gradInput = Laid(new double[Input.Length]);
            Module.Backward(Laid(gradOutput).Input, Laid(Input).Input, gradInput.Output);
            GradInput = gradInput.ToDense().Values<double>().ToArray();
        }

        PlacedTensor<double> Laid(double[] values) =>
            new(trial.Case.InputPlacement, DenseTensor.From<double>(values, [.. trial.Case.Shape]), trial.Case.IsTransposed);
    }
}

using System.Numerics.Tensors;
using Parity.Cases;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference.Kernels;

/// <summary>What the contract asks of every kernel in the catalog, whatever its arithmetic.</summary>
public sealed class KernelContractTests
{
    public static TheoryData<string> Kernels() =>
        new(KernelCatalog.All.Where(entry => entry.Float32 is not null).Select(entry => entry.Name));

    [Theory, MemberData(nameof(Kernels))]
    public void Each_gradient_is_written_on_request_only_and_does_not_depend_on_the_others(string kernel)
    {
        Step step = Forward(kernel, "bn2d/3x5x4x3/seed=3");
        (float[] dx, float[] dw, float[] db) = step.Backward(true, true, true);
        for (int asked = 0; asked < 8; asked++)
        {
            (float[] dx1, float[] dw1, float[] db1) = step.Backward((asked & 1) != 0, (asked & 2) != 0, (asked & 4) != 0);
            Assert.Equal((asked & 1) != 0 ? dx : new float[dx.Length], dx1);
            Assert.Equal((asked & 2) != 0 ? dw : new float[dw.Length], dw1);
            Assert.Equal((asked & 4) != 0 ? db : new float[db.Length], db1);
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Nan_in_one_channel_leaves_the_others_alone(string kernel)
    {
        Step clean = Forward(kernel, "bn2d/3x5x4x3/seed=3");
        Step poisoned = Forward(kernel, "bn2d/3x5x4x3/seed=3", input => input[12 * 2 + 5] = float.NaN);
        for (int i = 0; i < clean.Output.Length; i++)
            if (i / 12 % 5 == 2)
                Assert.True(float.IsNaN(poisoned.Output[i]));
            else
                Assert.Equal(clean.Output[i], poisoned.Output[i]);
        Assert.True(double.IsNaN(poisoned.Mean[2]) && double.IsNaN(poisoned.Variance[2]));
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_constant_channel_without_eps_gives_the_bias_and_no_gradient(string kernel)
    {
        Step step = Forward(kernel, "bn1d/6x2/eps=0/seed=3", input => input.AsSpan().Fill(2.5f));
        Assert.All(Enumerable.Range(0, 12), i => Assert.Equal(step.Bias[i % 2], step.Output[i]));
        (float[] dx, float[] dw, _) = step.Backward(true, true, true);
        Assert.All(dx.Concat(dw), gradient => Assert.Equal(0f, gradient));
    }

    [Theory, MemberData(nameof(Kernels))]
    public void An_infinite_value_makes_its_channel_nan_in_training(string kernel)
    {
        Step step = Forward(kernel, "bn1d/6x2/seed=3", input => input[0] = float.PositiveInfinity);
        Assert.All(Enumerable.Range(0, 12), i => Assert.Equal(i % 2 == 0, float.IsNaN(step.Output[i])));
        Assert.Equal(double.PositiveInfinity, step.Mean[0]);
        Assert.True(double.IsNaN(step.Variance[0]));
    }

    [Theory, MemberData(nameof(Kernels))]
    public void An_empty_batch_is_no_error(string kernel)
    {
        IBatchNormKernel<float> made = KernelCatalog.All.Single(entry => entry.Name == kernel).Float32!(1);
        double[] mean = new double[3], variance = new double[3];
        var empty = new ReadOnlyTensorSpan<float>(Array.Empty<float>(), [0, 3, 2, 2]);
        made.ForwardTraining(empty, default, 1e-5, new TensorSpan<float>(Array.Empty<float>(), [0, 3, 2, 2]), new(mean, variance));
        float[] gradBias = [1, 1, 1];
        var pass = new ForwardPass<float> { GradOutput = empty, Input = empty, Weight = [], Statistics = new(mean, variance) };
        made.Backward(pass, 1e-5, training: true, new Gradients<float> { GradBias = gradBias });
        Assert.Equal([0f, 0f, 0f], gradBias);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Strided_views_give_what_dense_copies_give(string kernel)
    {
        // Every second column of every second row, past an offset: nothing outside the view may be read or written.
        IBatchNormKernel<float> made = KernelCatalog.All.Single(entry => entry.Name == kernel).Float32!(1);
        var random = new CounterRandom(9, 0);
        float[] memory = [.. Enumerable.Range(0, 400).Select(i => (float)random.Normal(i))];
        float[] written = [.. Enumerable.Repeat(-7f, 400)];
        nint[] lengths = [2, 3, 4, 5], strides = [180, 60, 14, 2];
        var view = new ReadOnlyTensorSpan<float>(memory.AsSpan(3), lengths, strides);
        float[] dense = new float[120];
        view.FlattenTo(dense);
        double[] mean = new double[3], variance = new double[3];
        made.ForwardTraining(view, default, 1e-5, new TensorSpan<float>(written.AsSpan(3), lengths, strides), new(mean, variance));
        float[] expected = new float[120];
        made.ForwardTraining(new ReadOnlyTensorSpan<float>(dense, lengths), default, 1e-5, new TensorSpan<float>(expected, lengths), new(new double[3], new double[3]));

        float[] actual = new float[120];
        new ReadOnlyTensorSpan<float>(written.AsSpan(3), lengths, strides).FlattenTo(actual);
        for (int i = 0; i < 120; i++)
            Assert.Equal(expected[i], actual[i], 2e-6f);
        Assert.Equal(400 - 120, written.Count(value => value == -7f));
    }

    static Step Forward(string kernel, string descriptor, Action<float[]>? change = null)
    {
        Trial trial = CaseData.Generate(CaseDescriptor.Parse(descriptor));
        float[] input = trial.Inputs.Input.Values<float>().ToArray();
        change?.Invoke(input);
        return new Step(KernelCatalog.All.Single(entry => entry.Name == kernel).Float32!(1), trial, input);
    }

    sealed class Step
    {
        readonly IBatchNormKernel<float> kernel;
        readonly Trial trial;
        readonly float[] input;
        readonly nint[] lengths;

        public Step(IBatchNormKernel<float> kernel, Trial trial, float[] input)
        {
            (this.kernel, this.trial, this.input) = (kernel, trial, input);
            lengths = [.. trial.Case.Shape.Select(length => (nint)length)];
            Output = new float[input.Length];
            (Mean, Variance) = (new double[trial.Case.Channels], new double[trial.Case.Channels]);
            var parameters = new AffineParameters<float>(trial.Inputs.Weight!.Values<float>(), trial.Inputs.Bias!.Values<float>());
            kernel.ForwardTraining(
                new ReadOnlyTensorSpan<float>(input, lengths), parameters, trial.Case.Eps,
                new TensorSpan<float>(Output, lengths), new ChannelStatistics(Mean, Variance));
        }

        public float[] Output { get; }

        public double[] Mean { get; }

        public double[] Variance { get; }

        public float[] Bias => trial.Inputs.Bias!.Values<float>().ToArray();

        public (float[] GradInput, float[] GradWeight, float[] GradBias) Backward(bool inputGradient, bool weightGradient, bool biasGradient)
        {
            (float[] dx, float[] dw, float[] db) = (new float[input.Length], new float[Mean.Length], new float[Mean.Length]);
            var pass = new ForwardPass<float>
            {
                GradOutput = new ReadOnlyTensorSpan<float>(trial.Inputs.GradOutput.Values<float>(), lengths),
                Input = new ReadOnlyTensorSpan<float>(input, lengths),
                Weight = trial.Inputs.Weight!.Values<float>(),
                Statistics = new ChannelStatistics(Mean, Variance),
            };
            var gradients = new Gradients<float>
            {
                GradInput = inputGradient ? new TensorSpan<float>(dx, lengths) : default,
                GradWeight = weightGradient ? dw : default,
                GradBias = biasGradient ? db : default,
            };
            kernel.Backward(pass, trial.Case.Eps, training: true, gradients);
            return (dx, dw, db);
        }
    }
}

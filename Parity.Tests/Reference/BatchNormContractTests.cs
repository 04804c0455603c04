using System.Numerics.Tensors;
using Parity.Reference;
using Parity.Reference.Kernels;

namespace Parity.Tests.Reference;

/// <summary>What a module refuses, what it starts with, and what it leaves alone.</summary>
public sealed class BatchNormContractTests
{
    static readonly float[] two = [1, 3, 2, 6]; // (2, 2): channel 0 is {1, 2}, channel 1 is {3, 6}

    [Fact]
    public void A_new_module_has_torchs_defaults()
    {
        var module = new BatchNorm1d<float>(2);
        Assert.Equal((2, 1e-5, 0.1), (module.NumFeatures, module.Eps, module.Momentum));
        Assert.Equal((true, true, true), (module.Training, module.TrackRunningStats, module.UsesBatchStatistics));
        Assert.Equal((true, true), (module.WeightRequiresGrad, module.BiasRequiresGrad));
        AssertFresh(module);
    }

    [Fact]
    public void Reset_brings_back_the_state_of_a_new_module()
    {
        var module = new BatchNorm1d<float>(2) { Weight = [3, 4], Bias = [5, 6] };
        module.Forward(Input(2, 2));
        module.ResetRunningStats();
        Assert.Equal((3f, 5f, 0f, 1f, 0L), (
            module.Weight[0], module.Bias[0], module.RunningMean![0], module.RunningVar![0], module.NumBatchesTracked));
        module.Forward(Input(2, 2));
        module.ResetParameters();
        AssertFresh(module);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Without_channels_there_is_no_module(int channels) =>
        Assert.Equal("numFeatures", Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm1d<float>(channels)).ParamName);

    [Fact]
    public void A_given_kernel_does_the_arithmetic()
    {
        var kernel = new CountingKernel();
        var module = new BatchNorm1d<float>(2, kernel: kernel);
        module.Forward(Input(2, 2));
        module.Backward(Input(2, 2), Input(2, 2), default);
        module.Eval();
        module.Forward(Input(2, 2));
        Assert.Equal("training backward eval ", kernel.Calls);
        module.Train();
        Assert.True(module.Training);
    }

    [Fact]
    public void In_eval_one_value_per_channel_is_enough_and_the_running_statistics_are_the_saved_ones()
    {
        var module = new BatchNorm1d<float>(2) { RunningMean = [1, 2], RunningVar = [3, 4] };
        module.Eval();
        Assert.False(module.UsesBatchStatistics);
        module.Forward(new ReadOnlyTensorSpan<float>([1, 3], [1, 2]));
        Assert.Equal([1.0, 2.0], module.SavedMean.ToArray());
        Assert.Equal([3.0, 4.0], module.SavedVariance.ToArray());
    }

    [Theory]
    [InlineData(true, false, "running_var must be defined in evaluation mode")]
    [InlineData(false, true, "running_mean must be defined in evaluation mode")]
    public void Eval_with_half_of_the_statistics_is_an_error(bool mean, bool variance, string message)
    {
        var module = new BatchNorm1d<float>(2) { RunningMean = mean ? [0, 0] : null, RunningVar = variance ? [1, 1] : null };
        module.Eval();
        AssertRefuses(message, () => module.Forward(Input(2, 2)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Training_with_half_of_the_statistics_updates_that_half(bool mean)
    {
        var module = new BatchNorm1d<float>(2) { RunningMean = mean ? [0, 0] : null, RunningVar = mean ? null : [1, 1] };
        module.Forward(Input(2, 2));
        Assert.Equal(mean ? [0.15f, 0.45f] : null, module.RunningMean);
        Assert.Equal(mean ? null : [0.95f, 1.35f], module.RunningVar);
    }

    [Fact]
    public void Statistics_that_are_not_tracked_stay_as_they_are_in_training()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { TrackRunningStats = false }) { RunningMean = [1, 2], RunningVar = [3, 4] };
        module.Forward(Input(2, 2));
        Assert.Equal([1f, 2f], module.RunningMean);
        Assert.Equal([3f, 4f], module.RunningVar);
        Assert.Equal(0, module.NumBatchesTracked);
    }

    [Theory]
    [InlineData("running_mean")]
    [InlineData("running_var")]
    [InlineData("weight")]
    [InlineData("bias")]
    public void A_tensor_of_another_length_is_named(string name)
    {
        var module = new BatchNorm1d<float>(2);
        float[] three = [1, 2, 3];
        Action set = name switch
        {
            "running_mean" => () => module.RunningMean = three,
            "running_var" => () => module.RunningVar = three,
            "weight" => () => module.Weight = three,
            _ => () => module.Bias = three,
        };
        set();
        AssertRefuses($"{name} should contain 2 elements not 3", () => module.Forward(Input(2, 2)));
    }

    [Fact]
    public void Without_parameters_and_statistics_any_number_of_channels_is_taken()
    {
        var module = new BatchNorm1d<float>(3, new BatchNormOptions { Affine = false, TrackRunningStats = false, Eps = 0 });
        Assert.Equal([-1f, -1f, 1f, 1f], module.Forward(Input(2, 2)).ToArray());
        Assert.Equal([1.5, 4.5], module.SavedMean.ToArray());
    }

    [Fact]
    public void An_output_of_another_shape_is_refused_before_the_batch_is_counted()
    {
        var module = new BatchNorm1d<float>(2);
        AssertRefuses(
            "output has shape [2, 2, 1], input has [2, 2]",
            () => module.Forward(Input(2, 2), new TensorSpan<float>(new float[4], [2, 2, 1])));
        Assert.Equal(0, module.NumBatchesTracked);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        var module = new BatchNorm1d<float>(2);
        module.Forward(Input(2, 2));
        AssertRefuses(
            "grad_output has shape [2, 2, 1], input has [2, 2]", () => module.Backward(Input(2, 2, 1), Input(2, 2), default));
    }

    [Fact]
    public void A_pass_without_a_gradient_leaves_what_has_accumulated()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { Eps = 0 });
        module.Forward(Input(2, 2));
        module.Backward(Input(2, 2), Input(2, 2), default);
        (module.WeightRequiresGrad, module.BiasRequiresGrad) = (false, false);
        module.Backward(Input(2, 2), Input(2, 2), default);
        Assert.Equal([1f, 3f], module.GradWeight!); // -1 · 1 + 1 · 2 and -1 · 3 + 1 · 6
        Assert.Equal([3f, 9f], module.GradBias!);
        module.ZeroGrad();
        Assert.Equal((null, null), (module.GradWeight, module.GradBias));
    }

    static void AssertFresh(BatchNorm<float> module)
    {
        Assert.Equal([1f, 1f], module.Weight!);
        Assert.Equal([0f, 0f], module.Bias!);
        Assert.Equal([0f, 0f], module.RunningMean!);
        Assert.Equal([1f, 1f], module.RunningVar!);
        Assert.Equal(0, module.NumBatchesTracked);
    }

    static ReadOnlyTensorSpan<float> Input(params nint[] lengths) => new(two, lengths);

    static void AssertRefuses(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    sealed class CountingKernel : IBatchNormKernel<float>
    {
        readonly ManualKernel<float> inner = new();

        public string Calls { get; private set; } = "";

        public void ForwardTraining(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, double eps, in TensorSpan<float> output, in ChannelStatistics batch)
        {
            Calls += "training ";
            inner.ForwardTraining(input, parameters, eps, output, batch);
        }

        public void ForwardEval(
            in ReadOnlyTensorSpan<float> input, in AffineParameters<float> parameters, in ChannelStatistics running, double eps, in TensorSpan<float> output)
        {
            Calls += "eval ";
            inner.ForwardEval(input, parameters, running, eps, output);
        }

        public void Backward(in ForwardPass<float> pass, double eps, bool training, in Gradients<float> gradients)
        {
            Calls += "backward ";
            inner.Backward(pass, eps, training, gradients);
        }
    }
}

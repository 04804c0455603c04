using System.Numerics.Tensors;
using Parity.Reference;

namespace Parity.Tests.Reference;

public sealed class BatchNormTests
{
    static readonly float[] two = [1, 3, 2, 6]; // (2, 2): channel 0 is {1, 2}, channel 1 is {3, 6}

    [Fact]
    public void Training_normalises_by_the_batch_and_tracks_the_unbiased_variance()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { Eps = 0 });
        Tensor<float> output = module.Forward(Input(two, 2, 2));
        Assert.Equal([-1f, -1f, 1f, 1f], output.ToArray());
        Assert.Equal([1.5, 4.5], module.SavedMean.ToArray());
        Assert.Equal([0.25, 2.25], module.SavedVariance.ToArray());
        Assert.Equal([0.15f, 0.45f], module.RunningMean!);
        Assert.Equal([0.95f, 1.35f], module.RunningVar!); // 0.9 + 0.1 · 0.5 and 0.9 + 0.1 · 4.5
        Assert.Equal(1, module.NumBatchesTracked);
    }

    [Fact]
    public void Eval_normalises_by_the_running_statistics_and_changes_nothing()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { Eps = 0 });
        module.RunningMean![0] = 1;
        module.RunningVar![1] = 4;
        module.Eval();
        Assert.Equal([0f, 1.5f, 1f, 3f], module.Forward(Input(two, 2, 2)).ToArray());
        Assert.Equal((1f, 4f, 0L), (module.RunningMean[0], module.RunningVar[1], module.NumBatchesTracked));
    }

    [Fact]
    public void Without_running_statistics_eval_normalises_by_the_batch()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { Eps = 0, TrackRunningStats = false });
        module.Eval();
        Assert.Equal([-1f, -1f, 1f, 1f], module.Forward(Input(two, 2, 2)).ToArray());
        Assert.Null(module.RunningMean);
        Assert.Equal(0, module.NumBatchesTracked);
    }

    [Fact]
    public void Momentum_null_averages_over_all_batches()
    {
        var module = new BatchNorm1d<double>(1, new BatchNormOptions { Momentum = null });
        foreach (double mean in new[] { 1.0, 2.0, 6.0 })
            module.Forward(new ReadOnlyTensorSpan<double>([mean - 1, mean + 1], [2, 1]));
        Assert.Equal(3.0, module.RunningMean![0], 1e-15);
        Assert.Equal(2.0, module.RunningVar![0], 1e-15); // the unbiased variance of every batch is 2
    }

    [Theory]
    [InlineData(1, "expected 2D or 3D input (got 1D input)")]
    [InlineData(4, "expected 2D or 3D input (got 4D input)")]
    public void BatchNorm1d_rejects_other_ranks(int rank, string message) =>
        AssertRejects(new BatchNorm1d<float>(1), Ones(rank), message, counted: 0);

    [Theory]
    [InlineData(2, "expected 4D input (got 2D input)")]
    [InlineData(5, "expected 4D input (got 5D input)")]
    public void BatchNorm2d_rejects_other_ranks(int rank, string message) =>
        AssertRejects(new BatchNorm2d<float>(1), Ones(rank), message, counted: 0);

    [Fact]
    public void One_value_per_channel_in_training_is_an_error_after_the_batch_is_counted() => AssertRejects(
        new BatchNorm1d<float>(3), [1, 3],
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])", counted: 1);

    [Theory]
    [InlineData(true, true, "running_mean should contain 4 elements not 3")]
    [InlineData(true, false, "weight should contain 4 elements not 3")]
    public void A_wrong_channel_count_is_an_error(bool affine, bool track, string message) => AssertRejects(
        new BatchNorm2d<float>(3, new BatchNormOptions { Affine = affine, TrackRunningStats = track }),
        [2, 4, 2, 2], message, counted: track ? 1 : 0);

    [Fact]
    public void An_empty_batch_is_counted_and_leaves_the_statistics_alone()
    {
        var module = new BatchNorm2d<float>(2);
        Tensor<float> output = module.Forward(new ReadOnlyTensorSpan<float>(Array.Empty<float>(), [0, 2, 3, 3]));
        Assert.Equal([0, 2, 3, 3], output.Lengths.ToArray());
        Assert.Equal((1L, 0f, 1f), (module.NumBatchesTracked, module.RunningMean![0], module.RunningVar![0]));
    }

    [Fact]
    public void An_empty_batch_has_parameter_gradients_of_zero()
    {
        var module = new BatchNorm1d<float>(2);
        var empty = new ReadOnlyTensorSpan<float>(Array.Empty<float>(), [0, 2]);
        module.Forward(empty);
        module.Backward(empty, empty, default);
        Assert.Equal([0f, 0f], module.GradWeight!);
        Assert.Equal([0f, 0f], module.GradBias!);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_parameter_gradient_that_is_not_required_is_not_computed(bool weight, bool bias)
    {
        var module = new BatchNorm1d<float>(2) { WeightRequiresGrad = weight, BiasRequiresGrad = bias };
        module.Forward(Input(two, 2, 2));
        module.Backward(Input([1, 2, 3, 5], 2, 2), Input(two, 2, 2), default);
        Assert.Equal((weight, bias), (module.GradWeight is not null, module.GradBias is not null));
    }

    [Fact]
    public void A_module_without_weight_still_has_a_bias_with_a_gradient()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { Eps = 0 }) { Weight = null };
        module.Bias![1] = 5;
        Assert.Equal([-1f, 4f, 1f, 6f], module.Forward(Input(two, 2, 2)).ToArray());
        module.Backward(Input([1, 2, 3, 5], 2, 2), Input(two, 2, 2), default);
        Assert.Null(module.GradWeight);
        Assert.Equal([4f, 7f], module.GradBias!);
    }

    [Fact]
    public void Parameter_gradients_accumulate_until_they_are_forgotten()
    {
        var module = new BatchNorm1d<float>(2);
        module.Forward(Input(two, 2, 2));
        module.Backward(Input([1, 2, 3, 5], 2, 2), Input(two, 2, 2), default);
        Assert.Equal([4f, 7f], module.GradBias!);
        module.Backward(Input([1, 2, 3, 5], 2, 2), Input(two, 2, 2), default);
        Assert.Equal([8f, 14f], module.GradBias!);
        module.ZeroGrad();
        Assert.Null(module.GradWeight);
    }

    [Fact]
    public void The_features_last_form_equals_the_module_on_the_transposed_tensor()
    {
        // (B, S, D) = (2, 3, 4), seen as (B, D, S).
        float[] values = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))];
        float[] transposed = [.. from b in Enumerable.Range(0, 2)
                                 from d in Enumerable.Range(0, 4)
                                 from s in Enumerable.Range(0, 3)
                                 select values[b * 12 + s * 4 + d]];
        float[] output = new float[24];
        new BatchNorm1d<float>(4).Forward(
            new ReadOnlyTensorSpan<float>(values, [2, 4, 3], [12, 1, 4]),
            new TensorSpan<float>(output, [2, 4, 3], [12, 1, 4]));
        float[] expected = new BatchNorm1d<float>(4).Forward(new ReadOnlyTensorSpan<float>(transposed, [2, 4, 3])).ToArray();
        for (int b = 0; b < 2; b++)
            for (int d = 0; d < 4; d++)
                for (int s = 0; s < 3; s++)
                    Assert.Equal(expected[b * 12 + d * 3 + s], output[b * 12 + s * 4 + d]);
    }

    static ReadOnlyTensorSpan<float> Input(float[] values, params nint[] lengths) => new(values, lengths);

    static nint[] Ones(int rank) => [.. Enumerable.Repeat((nint)1, rank)];

    static void AssertRejects(BatchNorm<float> module, nint[] lengths, string message, long counted)
    {
        float[] values = new float[TensorPrimitives.Product<nint>(lengths)];
        var error = Assert.Throws<ArgumentException>(() => module.Forward(new ReadOnlyTensorSpan<float>(values, lengths)));
        Assert.Equal(message, error.Message);
        Assert.Equal(counted, module.NumBatchesTracked);
    }

    [Fact]
    public void Backward_takes_the_eps_of_its_forward_pass()
    {
        float[] x = [1, 3, 2, 6], dy = [1, -1, 0.5f, 2], expected = new float[4], actual = new float[4];
        Gradient(new BatchNorm1d<float>(2), _ => { }, expected);
        Gradient(new BatchNorm1d<float>(2), module => module.Eps = 0.5, actual);
        Assert.Equal(expected, actual);

        void Gradient(BatchNorm1d<float> module, Action<BatchNorm1d<float>> between, float[] into)
        {
            module.Forward(new ReadOnlyTensorSpan<float>(x, [2, 2]));
            between(module);
            module.Backward(new ReadOnlyTensorSpan<float>(dy, [2, 2]), new ReadOnlyTensorSpan<float>(x, [2, 2]), new TensorSpan<float>(into, [2, 2]));
        }
    }

    [Fact]
    public void A_weight_that_changed_since_the_forward_pass_is_an_error_as_in_torch()
    {
        float[] x = [1, 3, 2, 6];
        var module = new BatchNorm1d<float>(2);
        module.Forward(new ReadOnlyTensorSpan<float>(x, [2, 2]));
        module.Weight![1] = 2;
        var error = Assert.Throws<InvalidOperationException>(() => Backward(module));
        Assert.StartsWith("one of the variables needed for gradient computation has been modified by an inplace operation", error.Message, StringComparison.Ordinal);
        Assert.Null(module.GradWeight);
        module.Weight[1] = 1;
        Backward(module);
        Assert.NotNull(module.GradWeight);
        foreach (Action written in (Action[])[module.ResetRunningStats, module.ResetParameters, () => module.LoadStateDict(module.StateDict())])
        {
            module.Forward(new ReadOnlyTensorSpan<float>(x, [2, 2]));
            written();
            Assert.Throws<InvalidOperationException>(() => Backward(module));
        }

        void Backward(BatchNorm1d<float> of) =>
            of.Backward(new ReadOnlyTensorSpan<float>(x, [2, 2]), new ReadOnlyTensorSpan<float>(x, [2, 2]), default);
    }
}

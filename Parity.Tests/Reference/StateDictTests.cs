using System.Numerics.Tensors;
using Parity.Reference;

namespace Parity.Tests.Reference;

public sealed class StateDictTests
{
    [Fact]
    public void It_has_torchs_names_in_torchs_order() => Assert.Equal(
        ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"], new BatchNorm1d<float>(2).StateDict().Keys);

    [Theory]
    [InlineData(false, true, "running_mean,running_var,num_batches_tracked")]
    [InlineData(true, false, "weight,bias")]
    [InlineData(false, false, "")]
    public void What_a_module_has_not_it_does_not_save(bool affine, bool track, string keys) => Assert.Equal(
        keys, string.Join(',', new BatchNorm2d<double>(2, new BatchNormOptions { Affine = affine, TrackRunningStats = track }).StateDict().Keys));

    [Fact]
    public void A_fresh_module_that_loads_it_is_in_the_same_state()
    {
        BatchNorm1d<float> trained = Trained();
        var fresh = new BatchNorm1d<float>(2);
        fresh.LoadStateDict(trained.StateDict());
        Assert.Equal(trained.Weight!, fresh.Weight!);
        Assert.Equal(trained.Bias!, fresh.Bias!);
        Assert.Equal(trained.RunningMean!, fresh.RunningMean!);
        Assert.Equal(trained.RunningVar!, fresh.RunningVar!);
        Assert.Equal(1, fresh.NumBatchesTracked);
    }

    [Fact]
    public void It_is_a_copy_in_both_directions()
    {
        BatchNorm1d<float> trained = Trained();
        StateDict<float> state = trained.StateDict();
        var fresh = new BatchNorm1d<float>(2);
        fresh.LoadStateDict(state);
        state.Tensors["weight"][0] = 100;
        Assert.Equal((3f, 3f), (trained.Weight![0], fresh.Weight![0]));
    }

    [Fact]
    public void A_state_without_the_counter_is_accepted_and_the_counter_stays()
    {
        BatchNorm1d<float> trained = Trained();
        StateDict<float> whole = trained.StateDict();
        trained.LoadStateDict(new StateDict<float>(whole.Tensors.Select(entry => (entry.Key, entry.Value)), null));
        Assert.Equal(1, trained.NumBatchesTracked);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_torchs_words()
    {
        var state = new StateDict<float>([("weight", [1, 2, 3]), ("running_mean", [5, 6]), ("running_var", [1, 1]), ("scale", [1])], 4);
        var module = new BatchNorm1d<float>(2);
        var error = Assert.Throws<ArgumentException>(() => module.LoadStateDict(state));
        Assert.Equal(
            """
            Error(s) in loading state_dict for BatchNorm1d:
            	Missing key(s) in state_dict: "bias". 
            	Unexpected key(s) in state_dict: "scale". 
            	size mismatch for weight: copying a param with shape torch.Size([3]) from checkpoint, the shape in current model is torch.Size([2]).
            """.ReplaceLineEndings("\n"),
            error.Message);
        Assert.Equal([5f, 6f], module.RunningMean!); // what fits is loaded, as in torch
        Assert.Equal(4, module.NumBatchesTracked);
    }

    [Fact]
    public void Names_count_only_where_the_caller_is_strict()
    {
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { TrackRunningStats = false });
        StateDict<float> state = Trained().StateDict();
        Assert.Contains(
            "Unexpected key(s) in state_dict: \"running_mean\", \"running_var\", \"num_batches_tracked\". ",
            Assert.Throws<ArgumentException>(() => module.LoadStateDict(state)).Message,
            StringComparison.Ordinal);
        module.LoadStateDict(state, strict: false);
        Assert.Equal([3f, 4f], module.Weight!);
    }

    static BatchNorm1d<float> Trained()
    {
        var module = new BatchNorm1d<float>(2) { Weight = [3, 4], Bias = [5, 6] };
        module.Forward(new ReadOnlyTensorSpan<float>([1, 3, 2, 6], [2, 2]));
        return module;
    }
}

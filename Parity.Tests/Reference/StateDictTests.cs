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
    public void Every_name_and_size_that_does_not_fit_is_listed()
    {
        var state = new StateDict<double>([("running_mean", [5]), ("running_var", [1, 1, 1]), ("scale", [1]), ("shift", [1])], null);
        var error = Assert.Throws<ArgumentException>(() => new BatchNorm2d<double>(2).LoadStateDict(state));
        Assert.Equal(
            "Error(s) in loading state_dict for BatchNorm2d:\n"
            + "\tMissing key(s) in state_dict: \"weight\", \"bias\". \n"
            + "\tUnexpected key(s) in state_dict: \"scale\", \"shift\". \n"
            + "\tsize mismatch for running_mean: copying a param with shape torch.Size([1]) from checkpoint, "
            + "the shape in current model is torch.Size([2]).\n"
            + "\tsize mismatch for running_var: copying a param with shape torch.Size([3]) from checkpoint, "
            + "the shape in current model is torch.Size([2]).",
            error.Message);
    }

    [Fact]
    public void Unexpected_names_are_listed_in_the_order_of_the_state()
    {
        var state = new StateDict<float>([("scale", [1]), ("running_var", [1, 1]), ("bias", [5, 6]), ("running_mean", [3])], 4);
        var module = new BatchNorm1d<float>(2, new BatchNormOptions { TrackRunningStats = false }) { Weight = null };
        Assert.Equal(
            "Error(s) in loading state_dict for BatchNorm1d:\n\tUnexpected key(s) in state_dict: \"scale\", \"running_var\", \"running_mean\", \"num_batches_tracked\". ",
            Assert.Throws<ArgumentException>(() => module.LoadStateDict(state)).Message);
        Assert.Equal([5f, 6f], module.Bias!);
    }

    [Fact]
    public void The_counter_is_no_tensor() => Assert.Contains(
        "num_batches_tracked is no tensor",
        Assert.Throws<ArgumentException>(() => new StateDict<float>([("num_batches_tracked", [1])], null)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_size_that_does_not_fit_is_an_error_where_names_do_not_count_too()
    {
        var state = new StateDict<float>([("weight", [1, 2, 3]), ("scale", [1])], null);
        var error = Assert.Throws<ArgumentException>(() => new BatchNorm1d<float>(2).LoadStateDict(state, strict: false));
        Assert.Equal(
            "Error(s) in loading state_dict for BatchNorm1d:\n\tsize mismatch for weight: copying a param with shape torch.Size([3]) "
            + "from checkpoint, the shape in current model is torch.Size([2]).",
            error.Message);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void What_neither_has_is_not_missed(bool affine, bool track)
    {
        var options = new BatchNormOptions { Affine = affine, TrackRunningStats = track };
        new BatchNorm1d<float>(2, options).LoadStateDict(new BatchNorm1d<float>(2, options).StateDict());
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

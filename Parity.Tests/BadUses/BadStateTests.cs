using Parity.Cases;
using Parity.Tensors;

namespace Parity.Tests.BadUses;

public sealed class BadStateTests
{
    static readonly ModuleSpec module = new(BatchNormModule.BatchNorm1d, 3);
    static readonly BadState state = new([("weight", BadState.Tensor("weight", DType.Float32, 3)), ("running_var", BadState.Tensor("running_var", DType.Float32, 1))]);

    [Theory]
    [InlineData(new float[] { 20, 21, 22 }, new float[] { 1, 1, 1 }, "weight")]
    [InlineData(new float[] { 1, 1, 1 }, new float[] { 1, 1, 1 }, "nothing")]
    [InlineData(new float[] { 20, 21, 1 }, new float[] { 1, 1, 1 }, "something else in weight")]
    [InlineData(new float[] { 20, 21, 22 }, new float[] { 50 }, "weight, something else in running_var")]
    [InlineData(new float[] { 20, 21, 22 }, new float[] { 50, 50, 50 }, "weight, something else in running_var")]
    [InlineData(new float[] { 20, 21, 22 }, new float[] { 50, 1, 1 }, "weight, something else in running_var")]
    [InlineData(null, new float[] { 1, 1, 1 }, "no weight")]
    public void What_a_module_holds_of_it_is_told_by_name(float[]? weight, float[] variance, string words) => Assert.Equal(
        words, state.Loaded(module, name => name switch { "weight" => weight, "running_var" => variance, _ => [0, 0, 0] }));

    [Fact]
    public void PyTorch_loads_what_fits() => Assert.Equal("weight", state.Loaded(module));

    [Fact]
    public void A_module_has_no_other_names_than_its_own() =>
        Assert.Equal(["running_mean", "running_var"], BadState.NamesOf(module with { Affine = false }));

    [Fact]
    public void No_value_of_it_is_that_of_a_fresh_module_or_of_another_name()
    {
        float[] values = [.. BadState.PerChannel.Append("scale").SelectMany(name => BadState.Tensor(name, DType.Float32, 4).Values<float>().ToArray())];
        Assert.Equal(values.Length, values.Except([0, 1]).Count());
    }

    [Theory]
    [InlineData("bn1d-state-whole", "BatchNorm1d(3), loads weight, bias, running_mean, running_var, num_batches_tracked")]
    [InlineData("bn1d-state-empty", "BatchNorm1d(3), loads nothing")]
    [InlineData("bn1d-state-bias-scalar-for-3", "BatchNorm1d(3), loads weight, bias [], running_mean, running_var, num_batches_tracked")]
    [InlineData("bn1d-state-counter-float32", "BatchNorm1d(3), loads weight, bias, running_mean, running_var, num_batches_tracked of float32")]
    [InlineData("bn1d-state-counter-of-shape-1", "BatchNorm1d(3), loads weight, bias, running_mean, running_var, num_batches_tracked [1]")]
    [InlineData("bn1d-state-without-counter-of-version-2", "BatchNorm1d(3), loads weight, bias, running_mean, running_var of version 2")]
    [InlineData("bn1d-state-without-weight-not-strict", "BatchNorm1d(3), loads bias, running_mean, running_var, num_batches_tracked, strict=False")]
    public void It_reads_as_what_is_done(string name, string words) =>
        Assert.Equal(words, BadUseCatalog.All.Single(use => use.Name == name).ToString());

    [Theory]
    [InlineData("bn1d-state-weight-1-for-3", true)]
    [InlineData("bn1d-state-counter-of-shape-1", true)]
    [InlineData("bn1d-state-bias-scalar-for-3", false)]
    [InlineData("bn1d-state-weight-3x1-for-3", false)]
    [InlineData("bn1d-state-counter-of-shape-1x1", false)]
    [InlineData("bn1d-state-without-counter-of-version-2", false)]
    public void Ours_takes_arrays_and_no_version(string name, bool can) =>
        Assert.Equal(can, BadUseCatalog.All.Single(use => use.Name == name).State!.CanBeOurs);

    [Fact]
    public void A_text_of_several_lines_is_told_on_one() => Assert.Equal(@"a:\n\tb", BadUse.OneLine("a:\n\tb"));
}

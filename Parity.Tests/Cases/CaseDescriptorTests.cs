using Parity.Cases;

namespace Parity.Tests.Cases;

public sealed class CaseDescriptorTests
{
    [SeededProperty(MaxTest = 2000)]
    internal void Every_case_parses_back_from_its_descriptor(BatchNormCase c)
    {
        BatchNormCase parsed = CaseDescriptor.Parse(CaseDescriptor.Format(c));
        Assert.Equal(c, parsed);
        Assert.Equal(c.Shape.AsEnumerable(), parsed.Shape.AsEnumerable());
        Assert.Equal((c.Module, c.Layout, c.GradLayout, c.DType, c.Float32Parameters), (parsed.Module, parsed.Layout, parsed.GradLayout, parsed.DType, parsed.Float32Parameters));
        Assert.Equal((c.Training, c.Eps, c.Momentum), (parsed.Training, parsed.Eps, parsed.Momentum));
        Assert.Equal((c.Affine, c.NoWeight, c.NoBias, c.Requires), (parsed.Affine, parsed.NoWeight, parsed.NoBias, parsed.Requires));
        Assert.Equal((c.TrackRunningStats, c.Statistics, c.NumBatchesTracked), (parsed.TrackRunningStats, parsed.Statistics, parsed.NumBatchesTracked));
        Assert.Equal((c.WeightPattern, c.BiasPattern, c.RunningMeanPattern), (parsed.WeightPattern, parsed.BiasPattern, parsed.RunningMeanPattern));
        Assert.Equal((c.RunningVarPattern, c.GradPattern), (parsed.RunningVarPattern, parsed.GradPattern));
        Assert.Equal((c.Pattern, c.Seed), (parsed.Pattern, parsed.Seed));
    }

    [SeededProperty(MaxTest = 500)]
    internal void A_descriptor_is_one_word_that_a_shell_leaves_alone(BatchNormCase c) =>
        Assert.Matches("^[A-Za-z0-9/=_.+-]+$", CaseDescriptor.Format(c));

    [SeededProperty(MaxTest = 500)]
    internal void A_file_says_as_much_of_a_case_but_its_pattern(BatchNormCase c) =>
        Assert.Equal(c with { Pattern = DataPattern.Recorded }, CaseMetadata.Parse(CaseMetadata.Format(c), c.DType, c.Shape));

    [Theory]
    [InlineData("bn2d/4x3x32x32/seed=42")]
    [InlineData("bn1d/5x33/f64/eval/eps=0.001/momentum=null/noaffine/notrack/tracked=7/offset4/seed=7")]
    [InlineData("bn1d/6x7x12/features_last")]
    [InlineData("bn2d/2x3x4x5/channels_last/momentum=-0.5")]
    [InlineData("bn2d/0x3x4x5/permuted/grad=expanded")]
    [InlineData("bn1d/4x3/bf16/f32params")]
    [InlineData("bn1d/4x3/sliced/f16/eval")]
    [InlineData("bn1d/4x3x2/sliced/grad=features_last/noweight/requires=input+bias/stats=tiny")]
    [InlineData("bn1d/4x3/nobias/requires=none/stats=zero")]
    [InlineData("bn1d/4x3/eval/eps=1E-50/weight=zero/bias=minuszero/running_mean=infinite/running_var=negative/grad_output=halved/relu")]
    [InlineData("bn2d/4x3x2x2/weight=pruned/running_mean=nan/running_var=subnormal/grad_output=scaled")]
    [InlineData("bn2d/4x3x5x6/exchanged/grad=pooled/bias=huge")]
    [InlineData("bn2d/4x3x5x6/channels_last_cropped/grad=scalar/weight=negative")]
    public void Defaults_are_left_out_and_the_order_is_fixed(string descriptor) =>
        Assert.Equal(descriptor, CaseDescriptor.Format(CaseDescriptor.Parse(descriptor)));

    [Theory]
    [InlineData("bn3d/2x3", "part 1, 'bn3d'")]
    [InlineData("", "part 1, ''")]
    [InlineData("bn2d", "has no shape")]
    [InlineData("bn2d/4x3x0x2", "part 2, '4x3x0x2'")]
    [InlineData("bn2d/4x3xx2", "part 2")]
    [InlineData("bn2d/4x3x-1x2", "part 2")]
    [InlineData("bn2d/4x3", "bn2d takes four lengths")]
    [InlineData("bn1d/4", "bn1d takes two or three lengths")]
    [InlineData("bn1d/99999x99999", "at most")]
    [InlineData("bn1d/4x3/sideways", "part 3, 'sideways'")]
    [InlineData("bn1d/4x3/eps=fast", "part 3, 'eps=fast'")]
    [InlineData("bn1d/4x3/eps=-1", "a number of 0 or more")]
    [InlineData("bn1d/4x3/eps=NaN", "a number of 0 or more")]
    [InlineData("bn1d/4x3/eval/eval", "part 4, 'eval'")]
    [InlineData("bn1d/4x3/relu/uniform", "the pattern is already given")]
    [InlineData("bn1d/4x3/seed=1,5", "part 3, 'seed=1,5'")]
    [InlineData("bn1d/4x3/recorded", "part 3, 'recorded'")]
    [InlineData("bn1d/4x3/f64/f32params", "f32params, float32 parameters, is for bf16 and f16")]
    [InlineData("bn1d/4x3/f16/bf16", "the dtype is already given")]
    [InlineData("bn1d/4x3/grad=sideways", "grad= takes a layout: contiguous, channels_last, features_last, permuted, sliced, expanded, cropped, every_other_row, every_other_column, some_channels, some_entries, exchanged, channels_last_cropped, channels_last_some_channels, pooled, scalar")]
    [InlineData("bn1d/4x3/scalar", "part 3, 'scalar'")]
    [InlineData("bn1d/4x3/pooled", "pooled is a layout of three lengths or four")]
    [InlineData("bn1d/4x3x5/every_other_row", "every_other_row is a layout of bn2d")]
    [InlineData("bn1d/4x3x5/exchanged", "exchanged is a layout of bn2d")]
    [InlineData("bn1d/4x3/weight=ordinary", "weight= takes one of zero, pruned, minuszero, negative, subnormal, huge, nan, infinite")]
    [InlineData("bn1d/4x3/noweight/weight=zero", "the weight is already given")]
    [InlineData("bn1d/4x3/grad_output=none", "grad_output= takes one of zeros, halved, offset, scaled, nan, infinite")]
    [InlineData("bn1d/4x3/grad=channels_last", "channels_last is a layout of bn2d")]
    [InlineData("bn1d/4x3/sliced/grad=sliced", "grad=sliced is the input's layout, and so the default")]
    [InlineData("bn1d/4x3/requires=bias+input", "one of none, input, weight, input+weight, bias, input+bias, weight+bias, input+weight+bias")]
    [InlineData("bn1d/4x3/stats=odd", "one of ordinary, fresh, large, tiny, zero")]
    [InlineData("bn1d/4x3/channels_last", "channels_last is a layout of bn2d")]
    [InlineData("bn2d/4x3x2x2/features_last", "features_last is a layout of bn1d")]
    public void What_is_not_understood_is_named(string descriptor, string says)
    {
        var error = Assert.Throws<FormatException>(() => CaseDescriptor.Parse(descriptor));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recorded_case_is_not_the_generated_one_of_its_options()
    {
        BatchNormCase generated = CaseDescriptor.Parse("bn1d/4x3");
        Assert.NotEqual(generated, generated with { Pattern = DataPattern.Recorded });
        Assert.Equal(generated with { Pattern = DataPattern.Recorded }, generated with { Pattern = DataPattern.Recorded });
    }
}

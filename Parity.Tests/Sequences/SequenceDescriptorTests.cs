using Parity.Sequences;

namespace Parity.Tests.Sequences;

public sealed class SequenceDescriptorTests
{
    [Theory]
    [InlineData("seq/bn1d/c3")]
    [InlineData("seq/bn1d/c3/momentum=null,step:4x3:seed=7,eval,step:2x3")]
    [InlineData("seq/bn2d/c8/f64/eps=0.001/nobias,twice:2x8x3x3:channels_last:relu:seed=1,update:0.01,reload,f32,infer:1x8x2x2")]
    [InlineData("seq/bn2d/c2,step:2x2x3x3:permuted:grad=sliced,twice:2x2x3x3:grad=expanded:seed=4,infer:0x2x3x3:expanded")]
    [InlineData("seq/bn1d/c3,forward:4x3:seed=7,eps:0.5,eval,wrong_rank,wrong_channels,backward,assign:3,load:12,count:16777216,switch")]
    [InlineData("seq/bn1d/c1/notrack/noweight,momentum:null,momentum:-0.5,eps:1E-12,reset_stats,reset_parameters,zero_grad,train,f64")]
    public void A_descriptor_parses_back_to_itself(string descriptor) =>
        Assert.Equal(descriptor, SequenceDescriptor.Format(SequenceDescriptor.Parse(descriptor)));

    [SeededProperty(MaxTest = 2000)]
    internal void Every_drawn_sequence_round_trips_as_one_shell_safe_word(ModuleSequence sequence)
    {
        string descriptor = SequenceDescriptor.Format(sequence);
        ModuleSequence back = SequenceDescriptor.Parse(descriptor);
        Assert.Equal(descriptor, SequenceDescriptor.Format(back));
        Assert.Equal(sequence.Start, back.Start);
        Assert.True(sequence.Commands.SequenceEqual(back.Commands), descriptor);
        Assert.Matches("^[A-Za-z0-9/=:,._-]+$", descriptor);
    }

    [Theory]
    [InlineData("seq/bn1d", "is not the beginning of a sequence")]
    [InlineData("seq/bn1d/3", "is not the beginning of a sequence")]
    [InlineData("seq/bn9d/c3", "a descriptor begins with bn1d, bn2d")]
    [InlineData("seq/bn1d/c3/eval", "options of the module only")]
    [InlineData("seq/bn1d/c3,jump", "'jump' is not a command; allowed are step, twice, ")]
    [InlineData("seq/bn1d/c3,eval:1", "'eval:1': eval takes nothing")]
    [InlineData("seq/bn1d/c3,eps:-1", "'eps:-1': eps takes a number of 0 or more")]
    [InlineData("seq/bn1d/c3,eps:null", "eps takes a number of 0 or more")]
    [InlineData("seq/bn1d/c3,momentum", "momentum takes a number, or null")]
    [InlineData("seq/bn1d/c3,count:-1", "count takes a whole number of 0 or more")]
    [InlineData("seq/bn1d/c3,load:0.5", "load takes a whole number of 0 or more")]
    [InlineData("seq/bn1d/c3,count:1e300", "count takes a whole number of 0 or more")]
    [InlineData("seq/bn1d/c3,forward", "a shape is lengths of 1 or more")]
    [InlineData("seq/bn1d/c3,step", "a shape is lengths of 1 or more")]
    [InlineData("seq/bn1d/c3,step:4x2", "'step:4x2' has 2 channels, the module has 3")]
    [InlineData("seq/bn1d/c3,step:4x3:f64", "a batch has a shape, layouts, a pattern and a seed")]
    [InlineData("seq/bn1d/c3,step:4x3x2x2", "bn1d takes two or three lengths")]
    public void What_is_not_understood_is_named_with_what_is_allowed(string descriptor, string says) => Assert.Contains(
        says, Assert.Throws<FormatException>(() => SequenceDescriptor.Parse(descriptor)).Message, StringComparison.Ordinal);
}

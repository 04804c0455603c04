using Parity.Cases;
using Parity.Sequences;
using Parity.Tensors;

namespace Parity.Tests.Sequences;

public sealed class SequenceGeneratorTests
{
    static readonly ModuleSequence[] drawn = [.. Enumerable.Range(0, 2000).Select(number => SequenceGenerator.Draw(3, number))];

    [Fact]
    public void A_sequence_is_a_function_of_seed_and_number()
    {
        Assert.Equal(drawn[17].ToString(), SequenceGenerator.Draw(3, 17).ToString());
        Assert.NotEqual(drawn[17].ToString(), SequenceGenerator.Draw(4, 17).ToString());
        Assert.True(drawn.Select(sequence => sequence.ToString()).Distinct().Count() > 1900);
    }

    [Fact]
    public void Every_length_and_every_action_comes_up_often()
    {
        for (int length = 1; length <= ModuleSequence.MostCommands; length++)
            Assert.True(drawn.Count(sequence => sequence.Commands.Length == length) > 80, $"length {length}");
        Assert.All(
            Enum.GetValues<ModuleAction>().Select(action => (Action: action, Sequences: drawn.Count(sequence => sequence.Commands.Any(command => command.Action == action)))),
            row => Assert.True(row.Sequences > 150, $"{row.Action}: {row.Sequences}"));
    }

    [Fact]
    public void Modules_and_modes_are_mixed()
    {
        Assert.All(
            new Func<ModuleSequence, bool>[]
            {
                sequence => sequence.Start.Module == BatchNormModule.BatchNorm2d,
                sequence => sequence.Start.DType == DType.Float64,
                sequence => sequence.Start.Momentum is null,
                sequence => !sequence.Start.Affine,
                sequence => sequence.Start.NoWeight,
                sequence => sequence.Start.NoBias,
                sequence => !sequence.Start.TrackRunningStats,
                sequence => sequence.Commands.Any(command => command.Batch?.Layout == Layout.ChannelsLast),
                sequence => sequence.Commands.Any(command => command.Batch?.Layout == Layout.FeaturesLast),
            },
            property => Assert.True(drawn.Count(property) > 60));
    }

    [Fact]
    public void No_batch_has_one_value_per_channel() =>
        Assert.All(drawn.SelectMany(sequence => sequence.Commands), command => Assert.False(command.Batch?.ValuesPerChannel == 1));

    [Fact]
    public void Every_layout_that_leaves_a_channel_varied_comes_up_for_input_and_for_grad_output()
    {
        BatchNormCase[] batches = [.. drawn.SelectMany(sequence => sequence.Commands).Select(command => command.Batch).OfType<BatchNormCase>()];
        foreach (Layout layout in LayoutNames.All.Except([Layout.Pooled, Layout.Scalar]))
        {
            Assert.True(batches.Count(batch => batch.Layout == layout) > 50, $"{layout}");
            Assert.True(batches.Count(batch => batch.GradLayout == layout) > 20, $"grad {layout}");
        }

        Assert.True(batches.Count(batch => batch.IsEmpty) > 200);
        Assert.DoesNotContain(batches, batch => batch.GradLayout == batch.Layout);
        Assert.DoesNotContain(batches, batch => batch.Layout == Layout.Pooled || batch.GradOutputLayout is Layout.Pooled or Layout.Scalar);
    }
}

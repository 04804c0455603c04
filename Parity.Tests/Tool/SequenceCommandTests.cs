using Parity.BadUses;
using Parity.Tests.Libtorch;
using Parity.Tests.Oracles;
using Parity.Tool;

namespace Parity.Tests.Tool;

public sealed class SequenceCommandTests
{
    [LiveFact("torchsharp")]
    public void A_run_says_what_was_drawn_and_passes()
    {
        CommandLineRun run = CommandLineRun.Of("sequences", "--count", "25", "--seed", "3", "--kernel", "manual", "--oracle", "torchsharp");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.StartsWith("PASSED  25 of 25 sequences, seed 3, against torchsharp ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  reload  ", run.Output, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void A_sequence_is_replayed_from_its_descriptor()
    {
        CommandLineRun run = CommandLineRun.Of("replay", "seq/bn1d/c2/momentum=null,step:3x2,step:4x2:relu,eval,infer:1x2", "--oracle", "torchsharp");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.Contains("  4. infer:1x2", run.Output, StringComparison.Ordinal);
        Assert.Contains("kernel    simd: passed", run.Output, StringComparison.Ordinal);
    }

    [LiveFact("torchsharp")]
    public void A_planted_defect_in_a_modules_state_fails_and_its_replay_line_fails_again()
    {
        CommandLineRun run = CommandLineRun.Of(
            "sequences", "--count", "30", "--kernel", "state:gradient-overwritten", "--oracle", "torchsharp",
            "--kernels-from", typeof(SequenceCommandTests).Assembly.Location);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        string replay = run.Output.Split('\n').First(line => line.StartsWith("  replay ", StringComparison.Ordinal));
        string[] words = replay.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExitCode.Mismatch, CommandLineRun.Of([.. words.SkipWhile(word => word != "replay").Skip(1).SkipWhile(word => word != "replay")]).ExitCode);
    }

    [LiveFact("torchsharp")]
    public void What_the_oracle_cannot_answer_is_refused_with_the_reason()
    {
        CommandLineRun run = CommandLineRun.Of("replay", "seq/bn2d/c2,step:1x2x2x1:grad=permuted", "--oracle", "torchsharp");
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("reads a grad_output in the input's memory order", run.Error, StringComparison.Ordinal);
    }

    [FollowingFact]
    public void A_case_that_the_oracle_misreads_is_replayed_and_its_wrong_gradients_are_explained()
    {
        CommandLineRun run = CommandLineRun.Of("replay", "bn2d/1x2x3x1/grad=permuted/seed=5", "--oracle", "torchsharp", "--kernel", "manual");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.Contains("grad_input: oracle worse", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sequences asks torchsharp alone; pytorch answers check, replay, record and errors", "sequences", "--oracle", "pytorch")]
    [InlineData("replay of a sequence asks torchsharp alone; pytorch answers check, replay, record and errors", "replay", "seq/bn1d/c2,step:4x2", "--oracle", "pytorch")]
    public void Another_oracle_is_refused_with_what_it_answers(string says, params string[] arguments)
    {
        CommandLineRun run = CommandLineRun.Of(arguments);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [LiveFact("pytorch")]
    public void Bad_uses_agree_with_PyTorch()
    {
        CommandLineRun run = CommandLineRun.Of("errors", "--oracle", "pytorch");
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        Assert.StartsWith("PASSED  ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_errors_is_printed_without_an_oracle() =>
        Assert.Equal(BadUseTable.Markdown(), CommandLineRun.Of("errors", "--table").Output);
}

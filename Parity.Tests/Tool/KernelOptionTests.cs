using Parity.Fixtures;
using Parity.Kernels;
using Parity.Reference;
using Parity.Tests.Fixtures;
using Parity.Tests.Kernels;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>What <c>--kernel</c> and <c>--kernels-from</c> find, on recorded fixtures: nothing needs to be installed.</summary>
public sealed class KernelOptionTests
{
    static readonly string tests = typeof(KernelOptionTests).Assembly.Location;

    [Fact]
    public void A_planted_defect_fails_the_check_and_its_replay_line_names_it()
    {
        CommandLineRun run = Check("--kernel", "planted:running-var-biased", "--kernels-from", tests);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains($"--kernels-from {tests} --kernel planted:running-var-biased --oracle recorded", run.Output);
    }

    [Fact]
    public void A_planted_defect_fails_its_replay()
    {
        CommandLineRun run = CommandLineRun.Of(
            "replay", "fixture/bn1d-16x10-f32-train", "--oracle", "recorded", "--kernel", "planted:running-var-biased", "--kernels-from", tests);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains("running_var: ", run.Output);
    }

    [Fact]
    public void A_kernel_of_another_assembly_is_checked_by_name()
    {
        CommandLineRun run = Check("--kernel", OwnKernels.Name, "--kernels-from", tests);
        Assert.True(run.ExitCode == ExitCode.Parity, run.Output + run.Error);
        Assert.Contains(OwnKernels.Name, run.Output);
    }

    [Fact]
    public void All_includes_the_kernels_of_another_assembly_and_the_replay_line_names_the_file()
    {
        // One case for all of them: what is told of two hundred kernels over every fixture is no more.
        using var one = new TemporaryFolder();
        Fixture fixture = FixtureSet.Load(FixtureFolder.Find()).Find("fixture/bn1d-16x10-f32-train")!;
        new FixtureWriter(one.Path, new FixtureOrigin(fixture.Oracle, 1, "linux-x64")).Write([new Recording(fixture.Name, fixture.Trial, fixture.Expected)]);
        CommandLineRun run = Check("--kernels-from", tests, "--fixtures", one.Path);
        Assert.Equal(ExitCode.Mismatch, run.ExitCode);
        Assert.Contains($"--kernels-from {tests} --oracle recorded", run.Output);
    }

    [Theory]
    [InlineData("simb")]
    [InlineData("")]
    public void An_unknown_kernel_is_refused_with_those_that_there_are(string name)
    {
        CommandLineRun run = Check("--kernel", name);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.StartsWith($"parity: there is no kernel '{name}'; allowed are all, manual, simd, exact, libtorch\n", run.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simb", "simd, ")]
    [InlineData("tail-skiped", "planted:tail-skipped, ")]
    [InlineData("PITCH-OF-ROWS", "planted:pitch-of-rows-lost, ")]
    public void Of_many_kernels_the_closest_are_told_and_where_the_others_are(string name, string closest)
    {
        CommandLineRun run = Check("--kernel", name, "--kernels-from", tests);
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        int names = new KernelChoice(KernelChoice.All, [tests]).Resolve().Count + KernelCatalog.ByName.Count;
        Assert.StartsWith($"parity: there is no kernel '{name}'; allowed are all and {names} names, closest {closest}", run.Error, StringComparison.Ordinal);
        Assert.Contains($" list --kernels-from {tests} shows them", run.Error, StringComparison.Ordinal);
        Assert.InRange(run.Error.Split('\n')[0].Length, 1, 240 + tests.Length);
    }

    [Fact]
    public void Kernels_of_another_assembly_are_listed_with_what_they_are()
    {
        CommandLineRun run = CommandLineRun.Of("list", "--kernels-from", tests);
        Assert.Equal(ExitCode.Parity, run.ExitCode);
        string[] lines = run.Output.Split('\n');
        foreach (KernelEntry kernel in new KernelChoice(KernelChoice.All, [tests]).Resolve())
            Assert.Contains(lines, line => line.StartsWith($"  {kernel.Name} ", StringComparison.Ordinal) && line.EndsWith($" {kernel.Summary.Split('\n')[0]}", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Unusable, CommandLineRun.Of("list", "--kernels-from", "nowhere.dll").ExitCode);
    }

    [Fact]
    public void A_missing_kernel_assembly_is_refused()
    {
        CommandLineRun run = Check("--kernels-from", "nowhere.dll");
        Assert.Equal(ExitCode.Unusable, run.ExitCode);
        Assert.Contains("there is no kernel assembly nowhere.dll", run.Error);
    }

    [Fact]
    public void A_copy_of_an_assembly_is_refused_because_names_would_not_tell_kernels_apart()
    {
        // What it needs lies beside it.
        string copy = Path.Combine(Path.GetDirectoryName(tests)!, "Parity.Tests.Copy.dll");
        File.Copy(tests, copy, overwrite: true);
        try
        {
            CommandLineRun run = Check("--kernels-from", tests, "--kernels-from", copy);
            Assert.Equal(ExitCode.Unusable, run.ExitCode);
            Assert.Contains("two kernels are named", run.Error);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public void A_path_with_spaces_is_quoted_on_a_replay_line() =>
        Assert.Equal(
            " --kernels-from '/my kernels/it'\\''s.dll' --kernel own",
            new KernelChoice("own", ["/my kernels/it's.dll"]).ReplayOptions());

    static CommandLineRun Check(params string[] options)
    {
        using var report = new TemporaryFolder();
        return CommandLineRun.Of(["check", "--oracle", "recorded", "--report", report.Path, .. options]);
    }
}

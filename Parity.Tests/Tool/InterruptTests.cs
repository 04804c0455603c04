using System.Diagnostics;
using Parity.Tests.Fixtures;
using Parity.Tests.Planted;
using Parity.Tool;

namespace Parity.Tests.Tool;

/// <summary>Who is ended ends, and what it has started with it.</summary>
public sealed class InterruptTests : IDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SignalTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_replay_whose_kernel_hangs_ends_at_the_first_signal(string signal, int code)
    {
        using Process replay = Replay();
        try
        {
            AwaitKernel(replay);
            Send(signal, replay);
            Assert.True(replay.WaitForExit(patience), "the replay goes on");
            Assert.Equal(code, replay.ExitCode);
            AssertKernelEnds();
        }
        finally
        {
            replay.Kill(entireProcessTree: true);
        }
    }

    [SignalTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_check_ends_at_the_first_signal_with_a_report(string signal)
    {
        string report = folder.File("report");
        using Process check = Start("check", "--cases", "1000000", "--kernel", "manual", "--oracle", "emulated", "--report", report);
        try
        {
            Await(() => check.HasExited || File.Exists(Path.Combine(report, "journal.jsonl")), "the check does not begin");
            Send(signal, check);
            Assert.True(check.WaitForExit(patience), "the check goes on");
            Assert.Equal(ExitCode.Interrupted, check.ExitCode);
            Assert.Contains("INTERRUPTED", File.ReadAllText(Path.Combine(report, "report.md")), StringComparison.Ordinal);
        }
        finally
        {
            check.Kill();
        }
    }

    [Fact]
    public void A_kernel_that_hangs_does_not_outlive_a_replay_that_is_killed()
    {
        using Process replay = Replay();
        try
        {
            AwaitKernel(replay);
            Assert.Throws<IOException>(Take);
            replay.Kill();
            Assert.True(replay.WaitForExit(patience), "the replay goes on");
            AssertKernelEnds();
        }
        finally
        {
            replay.Kill(entireProcessTree: true);
        }
    }

    Process Replay() => Start(
        "replay", "bn2d/3x3x2x2/seed=1", "--oracle", "emulated", "--isolate", "--time-limit", "600",
        "--kernel", UnrulyKernels.Prefix + "hangs", "--kernels-from", typeof(UnrulyKernels).Assembly.Location);

    // What it says is not read, and is less than a pipe holds.
    Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [UnrulyKernels.Held] = Held },
        })!;

    string Held => folder.File("held");

    void AwaitKernel(Process replay)
    {
        Await(() => replay.HasExited || File.Exists(Held + UnrulyKernels.Begun), "the kernel does not begin");
        Assert.False(replay.HasExited, "the replay has ended by itself");
    }

    // A process that has ended and that nobody has asked after still has its number, but no files.
    void AssertKernelEnds() => Await(
        () =>
        {
            try
            {
                Take();
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        },
        "the kernel goes on");

    void Take() => new FileStream(Held, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();

    static void Await(Func<bool> condition, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
            Assert.True(clock.Elapsed < patience, otherwise);
    }

    static void Send(string signal, Process process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>A test of signals; skipped where there are none, or where Ctrl-C is ignored by all that is started.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    sealed class SignalTheoryAttribute : TheoryAttribute
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";

        public SignalTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "signals are those of Unix"
            : IgnoresInterrupt() ? "SIGINT is ignored here, as by what a shell starts in the background"
            : null;

        // The second bit is SIGINT's.
        static bool IgnoresInterrupt() => File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line[Ignored.Length..].Trim(), 16) & 2) != 0;
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Parity.Cases;

namespace Parity.Tool;

/// <summary>The command line: verbs, and what errors become.</summary>
public static class CommandLine
{
    /// <summary>Runs a command line and returns the exit code.</summary>
    public static int Run(string[] arguments, Terminal terminal)
    {
        ParseResult parsed = Root(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0)
            return Refuse(terminal, string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message).Distinct()));
        // Actions that take the token: the others would never look at it.
        bool reports = parsed.Action is AsynchronousCommandLineAction;
        using var interrupted = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            // The first signal ends the run with a report of what was judged, the second ends the process, as the first
            // does where there is nothing to report: files are written whole or not at all.
            if (!reports || interrupted.IsCancellationRequested)
                return;
            signal.Cancel = true;
            interrupted.Cancel();
        }

        using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Output.Profile.Out.Writer,
                Error = terminal.Error.Profile.Out.Writer,
            };
            return parsed.InvokeAsync(configuration, interrupted.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Terminal.Line(terminal.Error, "interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception problem)
        {
            // Whatever is wrong with a file, a folder or a library: a stack trace helps nobody who uses this.
            return Refuse(terminal, IsTold(problem) ? problem.Message : $"unexpected {KernelFailure.Of(problem).What}");
        }
    }

    /// <summary>Every verb.</summary>
    internal static RootCommand Root(Terminal terminal) =>
        new("Compares BatchNorm kernels with TorchSharp's and PyTorch's, and says who is right.")
        {
            CheckCommand.Create(terminal),
            MergeCommand.Create(terminal),
            DiffCommand.Create(terminal),
            BaselineCommand.Create(terminal),
            SequencesCommand.Create(terminal),
            ErrorsCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            RecordCommand.Create(terminal),
            TrustCommand.Create(terminal),
            BenchCommand.Create(terminal),
            ListCommand.Create(terminal),
            KernelsWorkerCommand.Create(),
        };

    // Exceptions whose message says all; of the others the type and the place are told too.
    static bool IsTold(Exception problem) => problem
        is UnusableException or FormatException or IOException or UnauthorizedAccessException or InvalidDataException;

    static int Refuse(Terminal terminal, string message)
    {
        try
        {
            Terminal.Line(terminal.Error, $"parity: {message}");
            Terminal.Line(terminal.Error, "'parity --help' lists the verbs, 'parity VERB --help' what one takes.");
        }
        catch (IOException)
        {
            // Nobody can be told.
        }

        return ExitCode.Unusable;
    }
}

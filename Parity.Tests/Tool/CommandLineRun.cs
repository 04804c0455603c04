using Parity.Tool;
using Spectre.Console;

namespace Parity.Tests.Tool;

/// <summary>A command line run inside the test: exit code and what was written.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    public static CommandLineRun Of(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(arguments, new Terminal(On(output), On(error)));
        return new CommandLineRun(code, output.ToString(), error.ToString());
    }

    /// <summary>A terminal that keeps nothing.</summary>
    public static Terminal Nowhere => new(On(TextWriter.Null), On(TextWriter.Null));

    static IAnsiConsole On(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(writer),
    });
}

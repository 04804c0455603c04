using Spectre.Console;

namespace Parity.Tool;

/// <summary>Where a command writes: results to one console, progress and errors to the other.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Terminal(IAnsiConsole Output, IAnsiConsole Error)
{
    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess() => new(On(Console.Out), On(Console.Error));

    /// <summary>Writes plain text as one line, without wrapping or markup.</summary>
    public static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>A console that writes here.</summary>
    internal static IAnsiConsole On(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}

using System.CommandLine;
using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Tool;

/// <summary><c>parity list</c>: kernels, oracles with why one cannot load, and data patterns.</summary>
static class ListCommand
{
    const int NameWidth = 12;

    public static Command Create(Terminal terminal)
    {
        Option<string?> fixtures = SharedOptions.Fixtures();
        Option<string[]> kernelsFrom = SharedOptions.KernelsFrom();
        var command = new Command("list", "Lists kernels, oracles (with why one cannot load) and data patterns.") { kernelsFrom, fixtures };
        command.SetAction(parsed =>
        {
            Section("kernels", new KernelChoice(KernelChoice.All, parsed.GetValue(kernelsFrom)!).Resolve().Select(entry => (entry.Name, entry.Summary))
                .Concat(KernelCatalog.ByName.Select(entry => (entry.Name, $"{entry.Summary}; by name only"))));
            Section("oracles", OracleCatalog.Describe(new OracleOptions { Fixtures = parsed.GetValue(fixtures) })
                .Select(status => (status.Name, (status.Caution is { } caution ? $"{status.Version}; {caution}" : status.Version) ?? $"cannot be loaded: {status.Reason}")));
            Section("patterns", DataPatterns.Drawn.Select(pattern => (pattern.Word(), pattern.Summary())));
        });
        return command;

        void Section(string title, IEnumerable<(string Name, string Text)> rows)
        {
            (string Name, string Text)[] all = [.. rows];
            int width = Math.Max(NameWidth, all.Max(row => row.Name.Length + 1));
            Terminal.Line(terminal.Output, title);
            foreach ((string name, string text) in all)
                Terminal.Line(terminal.Output, $"  {name.PadRight(width)}{text.ReplaceLineEndings("\n" + new string(' ', width + 2))}");
        }
    }
}

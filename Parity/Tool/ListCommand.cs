using System.CommandLine;
using Parity.Cases;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Tool;

/// <summary><c>parity list</c>: kernels, oracles with why one cannot load, and data patterns.</summary>
static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string?> fixtures = SharedOptions.Fixtures();
        var command = new Command("list", "Lists kernels, oracles (with why one cannot load) and data patterns.") { fixtures };
        command.SetAction(parsed =>
        {
            Section("kernels", KernelCatalog.All.Select(entry => (entry.Name, entry.Summary))
                .Concat(KernelCatalog.ByName.Select(entry => (entry.Name, $"{entry.Summary}; by name only"))));
            Section("oracles", OracleCatalog.Describe(new OracleOptions { Fixtures = parsed.GetValue(fixtures) })
                .Select(status => (status.Name, (status.Caution is { } caution ? $"{status.Version}; {caution}" : status.Version) ?? $"cannot be loaded: {status.Reason}")));
            Section("patterns", DataPatterns.Drawn.Select(pattern => (pattern.Word(), pattern.Summary())));
        });
        return command;

        void Section(string title, IEnumerable<(string Name, string Text)> rows)
        {
            Terminal.Line(terminal.Output, title);
            foreach ((string name, string text) in rows)
                Terminal.Line(terminal.Output, $"  {name,-12}{text.ReplaceLineEndings("\n" + new string(' ', 14))}");
        }
    }
}

using System.CommandLine;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Tool;

/// <summary>Options that several verbs take.</summary>
static class SharedOptions
{
    // A frame of a bench is a whole round, on a shape of the user's.
    static readonly TimeSpan benchLimit = TimeSpan.FromMinutes(10);

    public static Option<string> Kernel(string unsaid = KernelChoice.All) => new("--kernel")
    {
        Description = $"The kernel under test: {KernelChoice.All}, one of {string.Join(", ", KernelCatalog.All.Select(entry => entry.Name))}, "
            + $"a name from --kernels-from, or {PlantedKernels.Prefix}NAME for a planted defect, which fails.",
        DefaultValueFactory = _ => unsaid,
    };

    public static Option<string[]> KernelsFrom() => new("--kernels-from")
    {
        Description = "An assembly with kernels of your own, in a public class that implements IKernelSource; may be given several times.",
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Oracle() => new("--oracle")
    {
        Description = $"Who decides: {OracleCatalog.Auto}, or one of {string.Join(", ", OracleCatalog.Names)}. "
            + "Named, it must load. PARITY_ORACLE sets the default.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PARITY_ORACLE") is { Length: > 0 } name ? name : OracleCatalog.Auto,
    };

    public static Option<string> Report() => new("--report")
    {
        Description = "Folder for report.json, report.md, report.html and junit.xml.",
        DefaultValueFactory = _ => Path.Combine("artifacts", "parity"),
    };

    public static Option<string?> Fixtures() => new("--fixtures")
    {
        Description = "Folder of recorded fixtures; the repository's own without it.",
    };

    public static Option<int> Threads() => new Option<int>("--threads")
    {
        Description = "Threads that a kernel may use.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.AtLeast(1);

    /// <summary>Rejects smaller numbers with a message that says what is allowed.</summary>
    public static Option<int> AtLeast(this Option<int> option, int least)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < least)
                result.AddError($"{option.Name} is {value}; allowed are whole numbers from {least}");
        });
        return option;
    }

    /// <summary>What a replay line needs so that it shows the same.</summary>
    public static string ReplayOptions(KernelChoice kernels, string oracle) =>
        kernels.ReplayOptions() + (oracle == OracleCatalog.Auto ? "" : $" --oracle {oracle}");

    /// <summary>Opens the oracle that was asked for, and tells which ones were passed over.</summary>
    /// <exception cref="UsageException">No oracle has this name.</exception>
    /// <exception cref="OracleUnavailableException">It cannot be loaded.</exception>
    public static IOracle Open(string name, string? fixtures, Terminal terminal, int threads = 1, TimeSpan? timeLimit = null)
    {
        if (name != OracleCatalog.Auto && !OracleCatalog.Names.Contains(name))
            throw new UsageException(
                $"there is no oracle '{name}'; allowed are {OracleCatalog.Auto}, {string.Join(", ", OracleCatalog.Names)}");
        var options = new OracleOptions { Fixtures = fixtures, Threads = threads };
        OracleSelection selection = OracleCatalog.Open(name, timeLimit is { } limit ? options with { TimeLimit = limit } : options);
        if (!selection.Oracle.Live && name == OracleCatalog.Auto)
            foreach (OracleStatus status in selection.PassedOver)
                Terminal.Line(terminal.Error, $"{status.Name} cannot be used: {status.Reason}");
        return selection.Oracle;
    }

    /// <summary>Opens an oracle that can keep a module alive.</summary>
    /// <exception cref="OracleUnavailableException">There is none, or the named one cannot.</exception>
    public static ISequenceOracle OpenForSequences(string name, Terminal terminal)
    {
        IOracle opened = Open(name, null, terminal);
        if (opened is ISequenceOracle oracle)
            return oracle;
        opened.Dispose();
        throw new OracleUnavailableException(
            name == OracleCatalog.Auto
                ? "no live oracle can be loaded, and recordings have no modules to lead through a sequence"
                : $"the {name} oracle has no modules to lead through a sequence; it takes a live one");
    }

    /// <summary>Opens an oracle that can time its own calls.</summary>
    /// <exception cref="OracleUnavailableException">There is none, or the named one cannot.</exception>
    public static IBenchOracle OpenForBench(string name, Terminal terminal)
    {
        IOracle opened = Open(name, null, terminal, timeLimit: benchLimit);
        if (opened is IBenchOracle oracle)
            return oracle;
        opened.Dispose();
        throw new OracleUnavailableException(
            name == OracleCatalog.Auto
                ? "no live oracle can be loaded, and recordings cannot be timed"
                : $"the {name} oracle cannot be timed; it takes a live one");
    }
}

using System.CommandLine;
using System.Globalization;
using Parity.Cases;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;

namespace Parity.Tool;

/// <summary>Options that several verbs take.</summary>
static class SharedOptions
{
    public static Option<string> Kernel(string unsaid = KernelChoice.All) => new("--kernel")
    {
        Description = $"The kernel under test: {KernelChoice.All}, one of {string.Join(", ", KernelCatalog.All.Concat(KernelCatalog.ByName).Select(entry => entry.Name))}, "
            + $"a name from --kernels-from, or {NativeKernel.Prefix}LIBRARY for a shared library behind parity_kernel.h.",
        DefaultValueFactory = _ => unsaid,
    };

    public static Option<string[]> KernelsFrom() => new("--kernels-from")
    {
        Description = "An assembly with kernels of your own, in a public class that implements IKernelSource; may be given several times.",
        DefaultValueFactory = _ => [],
    };

    public static Option<string> Oracle() => Oracle(
        $"Who decides: {OracleCatalog.Auto}, or one of {string.Join(", ", OracleCatalog.Names)}. Named, it must load. PARITY_ORACLE sets the default.");

    /// <summary>For verbs that only TorchSharp serves.</summary>
    public static Option<string> TorchSharpAlone() => Oracle(
        $"Who decides: {OracleCatalog.Auto} or {TorchSharpOracle.Key}, which alone can do this. PARITY_ORACLE sets the default.");

    static Option<string> Oracle(string description) => new("--oracle")
    {
        Description = description,
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

    public static Option<int> LeastThreads() => new Option<int>("--threads")
    {
        Description = "Threads that a kernel may use at least; cases draw one to three.",
        DefaultValueFactory = _ => 1,
    }.AtLeast(1);

    public static Option<int> OracleThreads() => new Option<int>("--oracle-threads")
    {
        Description = "Threads inside the library; some of its sums depend on it in their last bits.",
        DefaultValueFactory = _ => 1,
    }.AtLeast(1);

    public static Option<bool> Isolate() => new("--isolate")
    {
        Description = "Runs kernels in a process of their own: one that hangs, overflows the stack or touches memory that is not its own "
            + "is a verdict of its case, and the run goes on.",
    };

    public static Option<double> TimeLimit()
    {
        var option = new Option<double>("--time-limit")
        {
            Description = "Seconds that a kernel may take for one case, with --isolate.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => IsolatedKernels.DefaultLimit.TotalSeconds,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && !(value is >= 0.001 and <= 1e6))
                result.AddError($"{option.Name} is {result.Tokens[0].Value}; allowed are seconds from 0.001 to 1000000");
        });
        return option;
    }

    /// <summary>The process that kernels are run in; null for this one.</summary>
    /// <exception cref="UnusableException">A time limit was given that nothing can keep.</exception>
    public static IsolatedKernels? Isolated(ParseResult parsed, Option<bool> isolate, Option<double> timeLimit, KernelChoice kernels)
    {
        // A library may do anything to the process that it is in.
        if (parsed.GetValue(isolate) || kernels.IsNative)
            return new IsolatedKernels(kernels, TimeSpan.FromSeconds(parsed.GetValue(timeLimit)));
        return parsed.GetResult(timeLimit) is { Implicit: false }
            ? throw new UnusableException("--time-limit goes with --isolate: a kernel in this process cannot be ended")
            : null;
    }

    /// <summary>What a replay line needs to isolate kernels as a run did.</summary>
    public static string IsolateOptions(ParseResult parsed, Option<bool> isolate, Option<double> timeLimit) =>
        (parsed.GetValue(isolate) ? " --isolate" : "")
        + (parsed.GetResult(timeLimit) is { Implicit: false } ? string.Create(CultureInfo.InvariantCulture, $" --time-limit {parsed.GetValue(timeLimit)}") : "");

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
    public static string ReplayOptions(KernelChoice kernels, string oracle, int oracleThreads = 1, string? fixtures = null) =>
        kernels.ReplayOptions()
        + (oracle == OracleCatalog.Auto ? "" : $" --oracle {oracle}")
        + (oracleThreads == 1 ? "" : FormattableString.Invariant($" --oracle-threads {oracleThreads}"))
        + (fixtures is null ? "" : $" --fixtures {ReplayLine.Quoted(fixtures)}");

    /// <summary>What a replay line needs to run kernels on the threads that were asked for.</summary>
    public static string ThreadOptions(ParseResult parsed, Option<int> threads) =>
        parsed.GetResult(threads) is { Implicit: false } ? string.Create(CultureInfo.InvariantCulture, $" --threads {parsed.GetValue(threads)}") : "";

    /// <summary>Refuses options that something given with them would leave without effect.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="why">What leaves them without effect, to follow "without effect".</param>
    /// <param name="options">The options.</param>
    /// <exception cref="UnusableException">One of them was given.</exception>
    public static void Refuse(ParseResult parsed, string why, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new UnusableException($"{given.Name} is without effect {why}; leave it out");
    }

    /// <summary>Opens the oracle that was asked for, and tells which ones were passed over.</summary>
    /// <exception cref="UnusableException">No oracle has this name.</exception>
    /// <exception cref="OracleUnavailableException">It cannot be loaded.</exception>
    public static IOracle Open(string name, string? fixtures, Terminal terminal, int threads = 1)
    {
        RejectUnknown(name);
        if (name == RecordedOracle.Key && threads != 1)
            throw new UnusableException($"--oracle-threads is {threads}; what is recorded has the threads that it was recorded with");
        OracleSelection selection = OracleCatalog.Open(name, new OracleOptions { Fixtures = fixtures, Threads = threads });
        if (selection.Oracle.Caution is not null && name == OracleCatalog.Auto)
            foreach (OracleStatus status in selection.PassedOver)
                Terminal.Line(terminal.Error, $"{status.Name} cannot be used: {status.Reason}");
        return selection.Oracle;
    }

    /// <summary>Opens TorchSharp for what it alone can do.</summary>
    /// <param name="name">The oracle that was asked for.</param>
    /// <param name="verb">What it is wanted for.</param>
    /// <exception cref="UnusableException">Another oracle was asked for, or there is none of this name.</exception>
    /// <exception cref="OracleUnavailableException">It cannot be loaded.</exception>
    public static TorchSharpOracle OpenTorchSharp(string name, string verb)
    {
        RejectUnknown(name);
        return name is OracleCatalog.Auto or TorchSharpOracle.Key
            ? new TorchSharpOracle()
            : throw new UnusableException(
                $"{verb} asks {TorchSharpOracle.Key} alone; {name} answers {Answers(name)}");
    }

    static string Answers(string oracle) => oracle switch
    {
        RecordedOracle.Key => "check and replay",
        EmulatedOracle.Key => "check, replay and trust",
        _ => "check, replay, record and errors",
    };

    static void RejectUnknown(string name)
    {
        if (name != OracleCatalog.Auto && !OracleCatalog.Names.Contains(name))
            throw new UnusableException(
                $"there is no oracle '{name}'; allowed are {OracleCatalog.Auto}, {string.Join(", ", OracleCatalog.Names)}");
    }
}

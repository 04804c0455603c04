using System.CommandLine;
using Parity.Kernels;

namespace Parity.Tool;

/// <summary>The options of <c>parity check</c>.</summary>
sealed class CheckOptions
{
    public Option<int> Cases { get; } = new Option<int>("--cases")
    {
        Description = "Number of cases to draw; recorded fixtures are compared all.",
        DefaultValueFactory = _ => 1000,
    }.AtLeast(1);

    public Option<int> Seed { get; } = new Option<int>("--seed")
    {
        Description = "Seed of the cases; the same seed gives the same report.",
        DefaultValueFactory = _ => 42,
    }.AtLeast(0);

    public Option<string> Shard { get; } = new("--shard")
    {
        Description = "Part I of N of the cases, as I/N; 'merge' joins the reports of all parts.",
        HelpName = "I/N",
    };

    public Option<string> Kernel { get; } = SharedOptions.Kernel();

    public Option<string[]> KernelsFrom { get; } = SharedOptions.KernelsFrom();

    public Option<string> Oracle { get; } = SharedOptions.Oracle();

    public Option<string?> Fixtures { get; } = SharedOptions.Fixtures();

    public InputOptions Own { get; } = new();

    public Option<string> Report { get; } = SharedOptions.Report();

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Goes on with the run that was killed or interrupted in this report's folder.",
    };

    public Option<string?> Baseline { get; } = new("--baseline")
    {
        Description = "Compares with what is on record too: bits that changed are told, errors that grew fail. "
            + "Without a file, fixtures/baseline.json of the repository.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "file",
    };

    public Option<string?> InPlaceOf { get; } = BaselineOptions.InPlaceOf();

    public Option<int> Threads { get; } = SharedOptions.LeastThreads();

    public Option<int> Jobs { get; } = new Option<int>("--jobs")
    {
        Description = "Cases judged at once; results are the same at any number.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.AtLeast(1);

    public Option<int> OracleThreads { get; } = SharedOptions.OracleThreads();

    public Option<bool> Isolate { get; } = SharedOptions.Isolate();

    public Option<double> TimeLimit { get; } = SharedOptions.TimeLimit();

    public Option<string?> Bench { get; } = new("--bench")
    {
        Description = "A file of parity bench --json, to show its table in the report.",
    };

    /// <summary>The verb with these options.</summary>
    public Command Of(string name, string description)
    {
        var command = new Command(name, description) { Cases, Seed, Shard, Kernel, KernelsFrom, Oracle, Fixtures };
        Own.AddTo(command);
        foreach (Option option in (IEnumerable<Option>)[Report, Resume, Baseline, InPlaceOf, Threads, Jobs, OracleThreads, Isolate, TimeLimit, Bench])
            command.Options.Add(option);
        return command;
    }

    /// <summary>What follows the descriptor on a line that shows a case of this run again.</summary>
    public string Again(ParseResult parsed, KernelChoice choice, int oracleThreads) =>
        Own.ReplayOptions(parsed)
        + SharedOptions.ReplayOptions(choice, parsed.GetValue(Oracle)!, oracleThreads, parsed.GetValue(Fixtures))
        + SharedOptions.ThreadOptions(parsed, Threads)
        + SharedOptions.IsolateOptions(parsed, Isolate, TimeLimit);
}

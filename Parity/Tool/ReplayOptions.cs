using System.CommandLine;
using Parity.Kernels;

namespace Parity.Tool;

/// <summary>The options of <c>parity replay</c>.</summary>
sealed class ReplayOptions
{
    public Argument<string?> Descriptor { get; } = new("descriptor")
    {
        Description = "A case such as bn2d/4x3x32x32/seed=42, a fixture such as fixture/NAME, or a sequence such as seq/bn1d/c3,step:4x3,eval,step:2x3; none with --input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string> Kernel { get; } = SharedOptions.Kernel();

    public Option<string[]> KernelsFrom { get; } = SharedOptions.KernelsFrom();

    public Option<string> Oracle { get; } = SharedOptions.Oracle();

    public Option<string?> Fixtures { get; } = SharedOptions.Fixtures();

    public InputOptions Own { get; } = new();

    public Option<int> Threads { get; } = SharedOptions.LeastThreads();

    public Option<int> OracleThreads { get; } = SharedOptions.OracleThreads();

    public Option<bool> Isolate { get; } = SharedOptions.Isolate();

    public Option<double> TimeLimit { get; } = SharedOptions.TimeLimit();

    public Option<bool> All { get; } = new("--all") { Description = "Every element, not only the worst ones of large tensors." };

    /// <summary>The verb with these options.</summary>
    public Command Of(string name, string description)
    {
        var command = new Command(name, description) { Descriptor, Kernel, KernelsFrom, Oracle, Fixtures };
        Own.AddTo(command);
        foreach (Option option in (IEnumerable<Option>)[Threads, OracleThreads, Isolate, TimeLimit, All])
            command.Options.Add(option);
        return command;
    }

    /// <summary>Threads that a kernel may use in a sequence, which says nothing of them: as <c>sequences</c> gives it.</summary>
    public int SequenceThreads(ParseResult parsed) => parsed.GetResult(Threads) is { Implicit: false } ? parsed.GetValue(Threads) : Environment.ProcessorCount;

    /// <summary>What follows the descriptor on the line that shows the same again.</summary>
    public string Again(ParseResult parsed, KernelChoice choice) =>
        Own.ReplayOptions(parsed)
        + SharedOptions.ReplayOptions(choice, parsed.GetValue(Oracle)!, parsed.GetValue(OracleThreads), parsed.GetValue(Fixtures))
        + SharedOptions.ThreadOptions(parsed, Threads)
        + SharedOptions.IsolateOptions(parsed, Isolate, TimeLimit);
}

using Parity.Cases;
using Parity.Fixtures;
using Parity.Kernels;
using Parity.Oracles;
using Parity.Reference;
using Parity.Reference.Kernels;
using Parity.Rendering;
using Parity.Reports;
using Parity.Runs;

namespace Parity;

/// <summary>The front door: kernels, the cases that they are asked, and whether they pass.</summary>
/// <remarks>In a test of any framework: <c>Gate.Of(new MyKernel()).Assert();</c></remarks>
public sealed record Gate
{
    readonly IReadOnlyList<KernelEntry> kernels;
    IReadOnlyList<string> descriptors = [];
    OwnBatch? own;
    int cases = 1000, seed = 42;
    string oracle = TorchSharpOracle.Key;

    Gate(IReadOnlyList<KernelEntry> kernels) => this.kernels = kernels;

    /// <summary>A gate for a kernel over float.</summary>
    public static Gate Of(IBatchNormKernel<float> kernel) =>
        Of(new KernelEntry(kernel.GetType().Name, kernel.GetType().FullName!) { Float32 = _ => kernel });

    /// <summary>A gate for a kernel over double.</summary>
    public static Gate Of(IBatchNormKernel<double> kernel) =>
        Of(new KernelEntry(kernel.GetType().Name, kernel.GetType().FullName!) { Float64 = _ => kernel });

    /// <summary>A gate for a function over plain arrays that normalises in training.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="training">The function.</param>
    public static Gate Of(string name, DenseForward training) => Of(DenseKernel.Entry(name, training));

    /// <summary>A gate for functions over plain arrays, for training, for eval, or for both.</summary>
    /// <param name="name">Their name in messages.</param>
    /// <param name="training">Normalises with the batch's own statistics, and writes them; null where there is none.</param>
    /// <param name="eval">Normalises with given statistics; null where there is none.</param>
    public static Gate Of(string name, DenseForwardWithStatistics? training = null, DenseForwardWithStatistics? eval = null) =>
        Of(DenseKernel.Entry(name, training, eval));

    /// <summary>A gate for a shared library behind the C ABI of <c>parity_kernel.h</c>, which runs in this process.</summary>
    /// <remarks><c>parity check --kernel native:LIBRARY</c> runs it in a process of its own, where a crash is a verdict.</remarks>
    /// <param name="library">The library's file.</param>
    /// <exception cref="UnusableException">It cannot be loaded, or exports something else.</exception>
    public static Gate OfNative(string library) => Of(NativeKernel.Entry(library));

    /// <summary>A gate for kernels as a catalog lists them.</summary>
    public static Gate Of(params IEnumerable<KernelEntry> kernels) => new([.. kernels]);

    /// <summary>How many cases are drawn; a recorded oracle has its own.</summary>
    public Gate Cases(int count) => this with { cases = count, descriptors = [], own = null };

    /// <summary>These cases and no others, such as <c>bn2d/4x3x32x32/seed=42</c>: how a failure is shown again.</summary>
    public Gate Cases(params IReadOnlyList<string> descriptors) => this with { descriptors = descriptors, own = null };

    /// <summary>A batch of your own and no drawn case, with the layer that it goes through.</summary>
    /// <remarks>What the files may hold: <c>Parity/Guides/own-numbers.md</c>, which <c>parity replay --input</c> reads too.</remarks>
    /// <param name="file">A <c>.safetensors</c> with <c>input</c>, (N, C), (N, C, L) or (N, C, H, W), and what else there is of a step, or a <c>.npy</c> of the input alone.</param>
    /// <param name="training">Whether the layer is in training mode; null where the file's metadata says so.</param>
    /// <param name="state">A <c>state_dict</c> as <c>.safetensors</c> with the layer's tensors; null where the batch's file has them, or the layer is a fresh one.</param>
    /// <param name="prefix">What precedes the layer's names in <paramref name="state"/>, such as <c>layer1.0.bn1.</c></param>
    public Gate Input(string file, bool? training = null, string? state = null, string prefix = "") =>
        this with { own = new OwnBatch(file) { Training = training, State = state, Layer = prefix }, descriptors = [] };

    /// <summary>What the cases are drawn from: the same seed gives the same cases.</summary>
    public Gate Seed(int number) => this with { seed = number };

    /// <summary>Who decides in place of TorchSharp: the key of an oracle, which must load; <c>auto</c> is the first that does.</summary>
    /// <remarks>Nothing stands in for TorchSharp unasked: where it does not load, a test that passed against something else would not say so.</remarks>
    public Gate Against(string name) => this with { oracle = name };

    /// <summary>Compares, and says what was found.</summary>
    /// <exception cref="UnusableException">A case cannot be asked, or a batch not read; the message says why.</exception>
    /// <exception cref="OracleUnavailableException">The oracle cannot be loaded.</exception>
    public ParityReport Run(CancellationToken cancellation = default)
    {
        Trial? batch = own?.Read();
        using IOracle opened = OracleCatalog.Open(oracle).Oracle;
        Trial[] asked = batch is not null ? [Answered(batch, opened)] : [.. descriptors.Select(descriptor => Answered(Named(descriptor, opened), opened))];
        var plan = new RunPlan
        {
            Cases = asked.Length > 0 ? asked.Length : (opened as RecordedOracle)?.Trials.Count ?? cases,
            Seed = seed,
            Kernels = kernels,
            Oracle = opened,
            ReplayOptions = oracle == TorchSharpOracle.Key ? "" : $" --oracle {oracle}",
            Replaying = Replaying,
        };
        if (asked.Length > 0)
            plan = plan with { Trials = asked };
        return new ParityRun(plan).Execute(cancellation);
    }

    /// <summary>Compares, and throws unless everything passed.</summary>
    /// <exception cref="GateException">Something failed; the message is the failures, each with its smallest case.</exception>
    /// <exception cref="OracleUnavailableException">The oracle cannot be loaded.</exception>
    public ParityReport Assert(CancellationToken cancellation = default)
    {
        ParityReport report = Run(cancellation);
        return report.Passed ? report : throw new GateException(report);
    }

    // No command line knows a kernel that only a test has.
    Func<string, string>? Replaying => own is null && kernels.All(KernelCatalog.All.Contains)
        ? null
        : descriptor => $"Gate.Of(...){(own is null ? $".Cases(\"{descriptor}\")" : ".Input(...)")}{Decides}.Assert()";

    string Decides => oracle == TorchSharpOracle.Key ? "" : $".Against(\"{oracle}\")";

    static Trial Named(string descriptor, IOracle opened) => opened is RecordedOracle recorded
        ? recorded.Fixtures.Find(descriptor)?.Trial ?? throw new UnusableException($"there is no '{descriptor}' in {recorded.Fixtures.Folder}")
        : CaseData.Generate(CaseDescriptor.Parse(descriptor));

    Trial Answered(Trial trial, IOracle opened) =>
        own is not null && opened is RecordedOracle ? throw new UnusableException("nothing is recorded for a batch of your own; it takes a live oracle")
        : (opened.WhyNot(trial.Case) ?? CoveredCases.WhyNot(kernels, trial.Case)) is { } reason ? throw new UnusableException($"'{trial.Descriptor}' cannot be asked: {reason}")
        : trial;
}

/// <summary>A kernel did not pass; the message shows how.</summary>
/// <param name="report">What was found.</param>
public sealed class GateException(ParityReport report) : Exception(Told(report))
{
    const int Shown = 3;

    /// <summary>All that was found.</summary>
    public ParityReport Report { get; } = report;

    static string Told(ParityReport report)
    {
        string[] blocks =
        [
            .. ReportSummary.TellingOrder(report.Disagreements).Where(d => d.Fails).Select(d => FailureText.Of(d, report.Oracle)),
            .. report.OracleFailures.Select(failure => FailureText.Of(failure, report.Oracle)),
        ];
        return string.Join("\n\n", blocks.Take(Shown).Prepend(FormattableString.Invariant(
            $"{report.Outcome} against {report.Oracle.Name} {report.Oracle.Version}: {report.Failed} of {report.Cases} cases failed")
            + (report.Oracle.Live ? FormattableString.Invariant($", seed {report.Seed}") : "")));
    }
}

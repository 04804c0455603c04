using Parity.Oracles;
using Parity.Reports;

namespace Parity.Baselines;

/// <summary>What is on record about the kernels: the ledger that is reviewed like code.</summary>
/// <param name="Cases">Number of cases.</param>
/// <param name="Seed">Seed of the cases.</param>
/// <param name="Drawn">Hash of the cases' descriptors: another one, and the generator draws other cases now.</param>
/// <param name="Environment">What the numbers against the oracle depend on.</param>
/// <param name="Rows">The rows, sorted.</param>
sealed record Baseline(int Cases, int Seed, string Drawn, BaselineEnvironment Environment, IReadOnlyList<BaselineRow> Rows);

/// <summary>What is on record about one quantity, for one kernel, dtype and mode, over the baseline's cases.</summary>
sealed record BaselineRow
{
    /// <summary>Kernel under test.</summary>
    public required string Kernel { get; init; }

    /// <summary>Quantity by torch's name.</summary>
    public required string Quantity { get; init; }

    /// <summary>Element type by torch's name.</summary>
    public required string Dtype { get; init; }

    /// <summary><c>train</c> or <c>eval</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Number of tensors.</summary>
    public required int Tensors { get; init; }

    /// <summary>The kernel's largest error as a multiple of its bound.</summary>
    public required double WorstError { get; init; }

    /// <summary>Geometric mean of the tensors' largest errors as multiples of their bounds, over those that are not exact; else 0.</summary>
    public required double TypicalError { get; init; }

    /// <summary>The largest error as a multiple of its bound among tensors of long channels, where sums may lose most; 0 without any.</summary>
    public required double LongError { get; init; }

    /// <summary>The kernel's largest distance from exact in representable values.</summary>
    public required long WorstUlp { get; init; }

    /// <summary>Fingerprint of the kernel's output bits.</summary>
    public required string Bits { get; init; }

    /// <summary>Tensors that the oracle answered too.</summary>
    public required int Answered { get; init; }

    /// <summary>Of these, tensors that agree under <c>torch.allclose</c>'s defaults.</summary>
    public required int Allclose { get; init; }

    /// <summary>Of these, tensors that agree under <c>torch.testing.assert_close</c>'s defaults.</summary>
    public required int AssertClose { get; init; }

    /// <summary>Of these, tensors that pass the gate.</summary>
    public required int Passed { get; init; }

    /// <summary>What the row is about.</summary>
    public (string Kernel, string Quantity, string Dtype, string Mode) Key() => (Kernel, Quantity, Dtype, Mode);
}

/// <summary>What the numbers against an oracle depend on, beside the cases.</summary>
/// <param name="Oracle">The oracle's name.</param>
/// <param name="Version">Version of its library.</param>
/// <param name="Simd">Widest vector instructions of the processor, which libtorch chooses its loops by.</param>
/// <param name="Threads">Threads of the oracle and of the kernels.</param>
sealed record BaselineEnvironment(string Oracle, string Version, string Simd, int Threads)
{
    /// <summary>This machine with an oracle.</summary>
    public static BaselineEnvironment Of(IOracle oracle) => new(oracle.Name, oracle.Version, Machine.Simd(), BaselineRun.Threads);

    /// <summary>Such as <c>pytorch 1.13.1, AVX2, 1 thread</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Oracle} {Version}, {Simd}, {Threads} {(Threads == 1 ? "thread" : "threads")}");
}

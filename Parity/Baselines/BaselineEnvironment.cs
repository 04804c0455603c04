using Parity.Oracles;
using Parity.Runs;

namespace Parity.Baselines;

/// <summary>What the numbers against an oracle depend on, beside the cases.</summary>
/// <param name="Oracle">The oracle's name.</param>
/// <param name="Version">Version of its library.</param>
/// <param name="Simd">Widest vector instructions of the processor, which libtorch chooses its loops by.</param>
/// <param name="Threads">Threads of the oracle and of the kernels.</param>
public sealed record BaselineEnvironment(string Oracle, string Version, string Simd, int Threads)
{
    /// <summary>This machine with an oracle.</summary>
    public static BaselineEnvironment Of(IOracle oracle) => new(oracle.Name, oracle.Version, Machine.Simd(), BaselineRun.Threads);

    /// <summary>Such as <c>pytorch 1.13.1, AVX2, 1 thread</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Oracle} {Version}, {Simd}, {Threads} {(Threads == 1 ? "thread" : "threads")}");
}

namespace Parity.Baselines;

/// <summary>What is on record about the kernels: the ledger that is reviewed like code.</summary>
/// <param name="Cases">Number of cases.</param>
/// <param name="Seed">Seed of the cases.</param>
/// <param name="Drawn">Hash of the cases' descriptors: another one, and the generator draws other cases now.</param>
/// <param name="Environment">What the numbers against the oracle depend on.</param>
/// <param name="Rows">The rows, sorted.</param>
public sealed record Baseline(int Cases, int Seed, string Drawn, BaselineEnvironment Environment, IReadOnlyList<BaselineRow> Rows);

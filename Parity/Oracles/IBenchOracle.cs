using Parity.Benchmarks;
using Parity.Cases;

namespace Parity.Oracles;

/// <summary>An oracle that can time its own calls.</summary>
public interface IBenchOracle : IOracle
{
    /// <summary>Takes a trial into the library's memory; one at a time.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    IBenchSession OpenBench(Trial trial);
}

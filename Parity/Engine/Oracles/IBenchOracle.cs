using Parity.Benchmarks;
using Parity.Cases;

namespace Parity.Oracles;

/// <summary>An oracle that can time its own calls.</summary>
public interface IBenchOracle : IOracle
{
    /// <summary>Takes a trial into the library's memory; one at a time.</summary>
    /// <param name="trial">The case with its numbers.</param>
    /// <param name="memory">What the library's allocator does with freed memory, from now on.</param>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    IBenchSession OpenBench(Trial trial, OracleMemory memory);
}

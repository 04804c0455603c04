using Parity.Cases;
using Parity.Sequences;

namespace Parity.Oracles;

/// <summary>An oracle whose modules can be kept alive over several commands.</summary>
public interface ISequenceOracle : IOracle
{
    /// <summary>Why this library cannot make such a module, or null when it can.</summary>
    string? Refuses(ModuleStart start);

    /// <summary>Makes a module; one at a time.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    IModuleSession Open(ModuleStart start);
}

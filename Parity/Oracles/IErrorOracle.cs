using Parity.Errors;

namespace Parity.Oracles;

/// <summary>An oracle that can be asked what it makes of bad uses.</summary>
public interface IErrorOracle : IOracle
{
    /// <summary>The library's name in the file of known divergences.</summary>
    string Library { get; }

    /// <summary>The library's own version, without that of what it is built on.</summary>
    string LibraryVersion { get; }

    /// <summary>Behaviour that shows in no bad use: what the library does and what PyTorch does.</summary>
    IEnumerable<(string Name, string? Says, string? PyTorch)> Behaviours { get; }

    /// <summary>The answer; null where the use cannot be expressed, or could end this process.</summary>
    /// <exception cref="OracleFailureException">The oracle itself failed.</exception>
    BadUseAnswer? Attempt(BadUse use);
}

using Parity.Cases;

namespace Parity.Oracles;

/// <summary>The library that decides what is meant.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public interface IOracle : IDisposable
{
    /// <summary>The key on the command line: <c>torchsharp</c>, <c>pytorch</c> or <c>recorded</c>.</summary>
    string Name { get; }

    /// <summary>Version of the library.</summary>
    string Version { get; }

    /// <summary>Whether it computes now, rather than remembers.</summary>
    bool Live { get; }

    /// <summary>Why this library cannot answer a case, so that it is not asked; null where it can.</summary>
    /// <remarks>Unlike the rest it may be called by several threads at once.</remarks>
    string? WhyNot(BatchNormCase c);

    /// <summary>Runs one training or eval step with backward.</summary>
    /// <returns>Every quantity that the case has, or the error that the library raised.</returns>
    /// <exception cref="OracleFailureException">The oracle itself failed: it died, hung or broke its protocol.</exception>
    BatchNormResult Run(Trial trial);
}

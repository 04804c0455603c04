using Parity.Cases;
using Parity.Reference.Kernels.Libtorch;

namespace Parity.Oracles;

/// <summary>The library that decides what is meant.</summary>
/// <remarks>Used by one thread at a time.</remarks>
interface IOracle : IDisposable
{
    /// <summary>The key on the command line, such as <c>torchsharp</c>.</summary>
    string Name { get; }

    /// <summary>Version of the library.</summary>
    string Version { get; }

    /// <summary>Whether it computes now, rather than remembers.</summary>
    bool Live { get; }

    /// <summary>What every report must say loudly of it: that no library was run; null of a library.</summary>
    string? Caution => null;

    /// <summary>Threads inside the library; some sums depend on it in their last bits.</summary>
    int Threads => 1;

    /// <summary>Why this library cannot answer a case, so that it is not asked; null where it can.</summary>
    /// <remarks>Unlike the rest it may be called by several threads at once.</remarks>
    string? WhyNot(BatchNormCase c);

    /// <summary>Runs one training or eval step with backward.</summary>
    /// <returns>Every quantity that the case has, or the error that the library raised.</returns>
    /// <exception cref="OracleFailureException">The oracle itself failed: it died, hung or broke its protocol.</exception>
    BatchNormResult Run(Trial trial);
}

/// <summary>An oracle that can be asked what it makes of bad uses.</summary>
interface IBadUseOracle : IOracle
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

/// <summary>An oracle whose arithmetic is known to the bit, for machines that follow it.</summary>
interface IKnownOracle : IOracle
{
    /// <summary>On what its bits depend.</summary>
    LibtorchConditions Conditions { get; }

    /// <summary>The first way on which this machine's library leaves its known arithmetic; null where it follows it.</summary>
    string? Departure { get; }
}

/// <summary>What opening an oracle may need.</summary>
sealed record OracleOptions
{
    /// <summary>Folder of fixtures; null for the one that is found by walking up.</summary>
    public string? Fixtures { get; init; }

    /// <summary>Threads inside the library; some sums depend on it in their last bits.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>The oracle that was opened, and those that <c>auto</c> passed over.</summary>
/// <param name="Oracle">The oracle; the receiver disposes it.</param>
/// <param name="PassedOver">Oracles that come first in order and cannot be loaded, with the reasons.</param>
sealed record OracleSelection(IOracle Oracle, IReadOnlyList<OracleStatus> PassedOver);

/// <summary>Whether an oracle can be loaded here.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Version">Version of the library; null when it cannot be loaded.</param>
/// <param name="Reason">Why it cannot be loaded, and what would help; null when it can.</param>
sealed record OracleStatus(string Name, string? Version, string? Reason)
{
    /// <summary>What must be said loudly of it; null of a library.</summary>
    public string? Caution { get; init; }
}

/// <summary>The oracle gave no answer for a trial: it died, hung or broke its protocol.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The cause, if an exception was.</param>
sealed class OracleFailureException(string message, Exception? inner = null) : UnusableException(message, inner);

/// <summary>An oracle cannot be loaded on this machine; the message says why and what would help.</summary>
/// <param name="message">Why, and what would help.</param>
/// <param name="inner">The cause, if an exception was.</param>
public sealed class OracleUnavailableException(string message, Exception? inner = null) : UnusableException(message, inner);

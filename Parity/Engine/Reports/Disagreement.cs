using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>One quantity of one case that did not simply agree: what, where, by how much, who is right.</summary>
public sealed record Disagreement
{
    /// <summary>Descriptor of the case, after shrinking where that was possible.</summary>
    public required string Case { get; init; }

    /// <summary>Descriptor of the case as it was drawn.</summary>
    public required string FoundAs { get; init; }

    /// <summary>The disagreement as it was drawn, where this is a smaller form of it; null otherwise.</summary>
    public Disagreement? Found { get; init; }

    /// <summary>Kernel under test.</summary>
    public required string Kernel { get; init; }

    /// <summary>Quantity by torch's name, or <c>error</c> when one side raised one, or the kernel gave no answer.</summary>
    public required string Quantity { get; init; }

    /// <summary>Element type by torch's name.</summary>
    public required string Dtype { get; init; }

    /// <summary>Element type of the batch by torch's name, as agreement is counted; null outside a check.</summary>
    public string? BatchDtype { get; init; }

    /// <summary><c>train</c> or <c>eval</c>; null outside a check.</summary>
    public string? Mode { get; init; }

    /// <summary>Verdict in words: <c>kernel worse</c>, <c>oracle worse</c>, <c>unexplained</c>, <c>vacuous</c>, <c>raised</c>, <c>hung</c> or <c>died</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Whether this fails the gate.</summary>
    public required bool Fails { get; init; }

    /// <summary>Why, in a sentence, where numbers alone do not say it: vacuous comparisons, errors, shapes.</summary>
    public string? Reason { get; init; }

    /// <summary>Number of elements compared.</summary>
    public int Elements { get; init; }

    /// <summary>What ended a kernel that died, such as <c>SIGSEGV</c>; null where it did not, or left no word.</summary>
    public string? Cause { get; init; }

    /// <summary>The verdict with what ended the kernel, such as <c>died (SIGSEGV)</c>.</summary>
    [JsonIgnore]
    public string Outcome => Cause is null ? Verdict : $"{Verdict} ({Cause})";

    /// <summary>Number of elements outside the tolerance.</summary>
    public int Mismatches { get; init; }

    /// <summary>Index of the first mismatch; empty for a scalar, null without one.</summary>
    public IReadOnlyList<int>? FirstIndex { get; init; }

    /// <summary>Index of the worst element.</summary>
    public IReadOnlyList<int>? Index { get; init; }

    /// <summary>The oracle's value there.</summary>
    public double? Expected { get; init; }

    /// <summary>The kernel's value there.</summary>
    public double? Actual { get; init; }

    /// <summary>The exact value there.</summary>
    public double? Exact { get; init; }

    /// <summary>The oracle's bits there, such as <c>0x3DFCD6E9</c>.</summary>
    public string? ExpectedBits { get; init; }

    /// <summary>The kernel's bits there.</summary>
    public string? ActualBits { get; init; }

    /// <summary>|actual - expected|.</summary>
    public double? AbsDiff { get; init; }

    /// <summary>Largest difference that was allowed there.</summary>
    public double? Allowed { get; init; }

    /// <summary>Representable values between actual and expected.</summary>
    public long? Ulp { get; init; }

    /// <summary>Representable values between kernel and exact.</summary>
    public long? KernelUlpFromExact { get; init; }

    /// <summary>Representable values between oracle and exact.</summary>
    public long? OracleUlpFromExact { get; init; }

    /// <summary>The kernel's largest error as a multiple of the bound on a correct kernel's roundings; above 1 is wrong.</summary>
    public double? KernelShare { get; init; }

    /// <summary>The oracle's largest error as a multiple of the bound on its own roundings; above 1 is a difference in meaning.</summary>
    public double? OracleShare { get; init; }

    /// <summary>Where in the tensor the errors are; null where there was nothing to compare number by number.</summary>
    public ChannelErrors? Channels { get; init; }

    /// <summary>How the limit is stated, such as <c>rtol 1e-06 atol 1e-08</c>.</summary>
    public string? Limit { get; init; }

    /// <summary>The arithmetic that the kernel was held to, in words; null outside a check.</summary>
    public string? Standard { get; init; }

    /// <summary>How often it came again when the same case was run again; null where it came every time, or was not run again.</summary>
    public Repetitions? Repeated { get; init; }

    /// <summary>Command line that shows this again.</summary>
    public required string Replay { get; init; }
}

/// <summary>How often a failure came again in the very same case: what a kernel answers there depends on more than what it is given.</summary>
/// <param name="Failed">In how many runs it failed in the same way.</param>
/// <param name="Runs">How often it was run again.</param>
public sealed record Repetitions(int Failed, int Runs)
{
    /// <summary>How often a failure is run again before it is made smaller.</summary>
    internal const int Most = 10;

    /// <summary>Runs it again; null where it comes every time.</summary>
    internal static Repetitions? Of(int runs, Func<bool> fails)
    {
        int failed = Enumerable.Range(0, runs).Count(_ => fails());
        return failed == runs ? null : new(failed, runs);
    }
}

/// <summary>The largest error of each channel of one tensor, as a multiple of its bound.</summary>
/// <param name="Channels">Number of channels.</param>
/// <param name="Kernel">The kernel's, in channel order; where there are many channels, each entry is the largest of several neighbours.</param>
/// <param name="Oracle">The oracle's, in the same order.</param>
public sealed record ChannelErrors(int Channels, IReadOnlyList<double> Kernel, IReadOnlyList<double> Oracle)
{
    /// <summary>Most entries that are kept.</summary>
    public const int MostEntries = 32;
}

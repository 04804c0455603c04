using Parity.Cases;
using Parity.Comparison;

namespace Parity.Trust;

/// <summary>A trial with the oracle's answer.</summary>
/// <param name="Trial">The case with its numbers.</param>
/// <param name="Expected">What the oracle made of it.</param>
public sealed record AnsweredTrial(Trial Trial, BatchNormResult Expected)
{
    readonly Lazy<ParityCheck> check = new(() => new ParityCheck(new TrialTruth(Trial), Expected));

    /// <summary>Judges any number of kernels by it, from any thread; prepared at first use.</summary>
    public ParityCheck Check => check.Value;
}

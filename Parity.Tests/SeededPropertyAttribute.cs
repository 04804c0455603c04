using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Parity.Cases;
using Parity.Sequences;

namespace Parity.Tests;

/// <summary>
/// A property that holds for whatever is drawn: the same values in every run, as <see cref="Settings.Property"/> draws them;
/// a failure is shrunk, and names itself and the seed.
/// </summary>
sealed class SeededPropertyAttribute : PropertyAttribute
{
    public SeededPropertyAttribute()
    {
        Replay = FormattableString.Invariant($"{Settings.Seed},1");
        Arbitrary = [typeof(Drawn)];
        QuietOnSuccess = true;
    }
}

/// <summary>How the values of a property are drawn and shrunk; FsCheck looks members up by their types.</summary>
static class Drawn
{
    public static Arbitrary<BatchNormCase> Case => CaseShrinker.Arbitrary;

    public static Arbitrary<ModuleSequence> Sequence { get; } = Arb.From(SequenceGenerator.Any, SequenceShrinker.Candidates);
}

using System.Collections;
using Parity.Sequences;

namespace Parity.Tests.Sequences;

/// <summary>The sequences of a seed with TorchSharp's answers: it is asked once, for all the defects that are hunted.</summary>
/// <remarks>Used by one thread at a time. Only what a hunt reaches is drawn and answered.</remarks>
/// <param name="seed">What they are drawn from.</param>
sealed class AnsweredSequences(int seed) : IEnumerable<(ModuleSequence Sequence, IReadOnlyList<ModuleSnapshot> Expected)>
{
    readonly List<(ModuleSequence, IReadOnlyList<ModuleSnapshot>)> answered = [];

    public IEnumerator<(ModuleSequence Sequence, IReadOnlyList<ModuleSnapshot> Expected)> GetEnumerator()
    {
        for (int number = 0; ; number++)
        {
            if (number == answered.Count)
            {
                ModuleSequence sequence = SequenceGenerator.Draw(seed, number);
                answered.Add((sequence, SequenceCheck.Ask(sequence)));
            }

            yield return answered[number];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

using Parity.Cases;
using Parity.Comparison;
using Parity.Libtorch;
using Parity.Oracles;

namespace Parity.Trust;

/// <summary>Trials with the oracle's answers: each is asked for once, when it is first needed, and then shared.</summary>
/// <param name="trials">The trials, in order.</param>
/// <param name="answer">Asks the oracle; called by one thread at a time.</param>
sealed class AnsweredTrials(IEnumerable<Trial> trials, Func<Trial, BatchNormResult> answer) : IDisposable
{
    readonly IEnumerator<Trial> unanswered = trials.GetEnumerator();
    readonly List<AnsweredTrial> answered = [];
    readonly Lock turn = new();

    /// <summary>The trials that a run of the gate draws.</summary>
    public static AnsweredTrials Drawn(int seed, int cases, IOracle oracle) =>
        new(CaseData.Trials(seed, cases, c => oracle.WhyNot(c) ?? LibtorchDefects.WhyNot(c)), oracle.Run);

    /// <summary>The trials in order; several threads may walk at once.</summary>
    public IEnumerable<AnsweredTrial> All()
    {
        for (int position = 0; At(position) is { } trial; position++)
            yield return trial;
    }

    /// <summary>Ends the drawing.</summary>
    public void Dispose() => unanswered.Dispose();

    AnsweredTrial? At(int position)
    {
        lock (turn)
        {
            if (position < answered.Count)
                return answered[position];
            if (!unanswered.MoveNext())
                return null;
            answered.Add(new AnsweredTrial(unanswered.Current, answer(unanswered.Current)));
            return answered[position];
        }
    }
}

/// <summary>A trial with the oracle's answer.</summary>
/// <param name="Trial">The case with its numbers.</param>
/// <param name="Expected">What the oracle made of it.</param>
sealed record AnsweredTrial(Trial Trial, BatchNormResult Expected)
{
    readonly Lazy<ParityCheck> check = new(() => new ParityCheck(new TrialTruth(Trial), Expected));

    /// <summary>Judges any number of kernels by it, from any thread; prepared at first use.</summary>
    public ParityCheck Check => check.Value;
}

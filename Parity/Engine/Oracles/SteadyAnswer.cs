namespace Parity.Oracles;

/// <summary>An oracle gave two answers to one question.</summary>
/// <param name="First">What it said first, where the two differ.</param>
/// <param name="Again">What it said in its place when it was asked again.</param>
/// <param name="Calls">How often it was asked until two calls agreed.</param>
sealed record Unsteady(string First, string Again, int Calls);

/// <summary>An answer that two calls agree on.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Unsteady">What was said beside it; null where the second call repeated the first.</param>
sealed record SteadyAnswer<T>(T Answer, Unsteady? Unsteady);

/// <summary>Asks again.</summary>
static class SteadyAnswer
{
    /// <summary>How often the same is asked at most.</summary>
    public const int MostCalls = 5;

    /// <summary>Asks until an answer repeats one that was there before.</summary>
    /// <param name="first">The answer that is there.</param>
    /// <param name="ask">Asks the same again.</param>
    /// <param name="difference">What each of two answers says where they first differ; null where they are the same to the bit.</param>
    /// <exception cref="OracleFailureException">No two calls agree.</exception>
    public static SteadyAnswer<T> Of<T>(T first, Func<T> ask, Func<T, T, (string One, string Other)?> difference)
    {
        List<T> answers = [first];
        (string First, string Again)? differ = null;
        while (answers.Count < MostCalls)
        {
            T next = ask();
            differ ??= difference(first, next);
            if (answers.Exists(earlier => difference(earlier, next) is null))
                return new SteadyAnswer<T>(next, differ is { } said ? new Unsteady(said.First, said.Again, answers.Count + 1) : null);
            answers.Add(next);
        }

        throw new OracleFailureException(FormattableString.Invariant(
            $"asked the same {MostCalls} times it gave {MostCalls} answers, first {differ!.Value.First}, then {differ.Value.Again}"));
    }
}

namespace Parity.Cases;

/// <summary>How a failure is shrunk: from one failing value to the first simpler one that fails too, until none does.</summary>
public static class GreedyDescent
{
    /// <summary>Follows candidates as long as they fail too.</summary>
    /// <param name="failing">A value that fails.</param>
    /// <param name="candidates">Simpler values near a value, boldest first.</param>
    /// <param name="stillFails">Whether a value fails in the same way.</param>
    /// <param name="budget">Largest number of values to try.</param>
    /// <returns>A value none of whose candidates fails, or what was reached within the budget.</returns>
    public static T Descend<T>(T failing, Func<T, IEnumerable<T>> candidates, Func<T, bool> stillFails, int budget)
    {
        bool shrunk = true;
        while (shrunk)
        {
            shrunk = false;
            foreach (T candidate in candidates(failing))
            {
                if (budget-- <= 0)
                    return failing;
                if (!stillFails(candidate))
                    continue;
                (failing, shrunk) = (candidate, true);
                break;
            }
        }

        return failing;
    }
}

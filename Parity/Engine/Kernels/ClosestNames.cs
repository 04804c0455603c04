namespace Parity.Kernels;

/// <summary>What somebody may have meant by a name that there is not.</summary>
static class ClosestNames
{
    /// <summary>The closest names, closest first: those that hold what was given, then those with the fewest letters to change.</summary>
    /// <remarks>Upper and lower case are one, and what stands before a colon may have been left out.</remarks>
    /// <param name="given">What was given.</param>
    /// <param name="names">The names that there are.</param>
    /// <param name="count">How many are wanted.</param>
    public static IEnumerable<string> Of(string given, IEnumerable<string> names, int count) => names
        .OrderByDescending(name => name.Contains(given, StringComparison.OrdinalIgnoreCase))
        .ThenBy(name => Math.Min(Changes(given, name), Changes(given, name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..])))
        .Take(count);

    // Levenshtein's distance: letters to add, to leave out or to exchange. The row is that of one more letter at a time.
    static int Changes(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 0; i < from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < to.Length; j++)
            {
                int exchanged = char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? diagonal : diagonal + 1;
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(exchanged, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}

using System.Runtime.CompilerServices;

namespace Parity.Cases;

/// <summary>The words for an enum that is spelled as its members are named, in lower case: <c>minuszero</c>.</summary>
/// <typeparam name="T">An enum over int, whose members are counted from 0.</typeparam>
static class LowerCaseWords<T>
    where T : struct, Enum
{
    static readonly string[] words = [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    /// <summary>Every member, in the order of reports.</summary>
    public static IReadOnlyList<T> All { get; } = Enum.GetValues<T>();

    /// <summary>As descriptors, files and reports write it.</summary>
    public static string Of(T member) => words[Unsafe.BitCast<T, int>(member)];

    /// <summary>The member of a word, or null.</summary>
    public static T? Parse(string word) => Array.IndexOf(words, word) is >= 0 and var found ? Unsafe.BitCast<int, T>(found) : null;
}

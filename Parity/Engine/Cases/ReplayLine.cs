using System.Buffers;

namespace Parity.Cases;

/// <summary>The command line that shows a case again, as it is pasted into a shell.</summary>
static class ReplayLine
{
    // What no shell takes apart.
    static readonly SearchValues<char> plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-:+=,");

    /// <summary>What runs this program: <c>./run.sh</c> in its repository, <c>parity</c> where it is installed as a tool.</summary>
    public static string Command { get; } = InRepository() ? "./run.sh" : "parity";

    /// <summary>The line.</summary>
    /// <param name="descriptor">What is replayed, in one word; null where the options say it.</param>
    /// <param name="options">What follows it, with a space before each.</param>
    public static string Of(string? descriptor, string options) =>
        $"{Command} replay{(descriptor is null ? "" : $" {Quoted(descriptor)}")}{options}";

    /// <summary>A word as a shell takes it for one; a path may hold what it would take apart.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(plain)
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    static bool InRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Parity.sln")) && File.Exists(Path.Combine(folder.FullName, "run.sh")))
                return true;
        return false;
    }
}

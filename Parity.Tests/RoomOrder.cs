using System.Text.RegularExpressions;

namespace Parity.Tests;

/// <summary>
/// The rooms of the README's map, from the bottom to the top: a room may use those in rows above its own, and rooms in one
/// row do not see each other.
/// </summary>
/// <param name="rows">Folders, or files that are a room by themselves, row by row.</param>
sealed partial class RoomOrder(IReadOnlyList<IReadOnlyList<string>> rows)
{
    /// <summary>The order that a page's table of rooms states.</summary>
    /// <param name="page">Markdown with one row a line that begins with links.</param>
    public static RoomOrder Of(string page) => new(
    [
        .. page.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal))
            .Select(line => Link().Matches(line.Split('|')[1]).Select(link => link.Groups[1].Value).ToArray()),
    ]);

    /// <summary>Every line of every file that names what stands below it in the table, and every file that is in no room.</summary>
    /// <param name="files">Paths from the repository's root, with forward slashes, and texts.</param>
    public IReadOnlyList<string> Violations(IReadOnlyDictionary<string, string> files)
    {
        var found = new List<string>();
        var declared = new List<(string Namespace, string Type, string Room)>();
        foreach ((string path, string text) in files)
            if (RoomOf(path) is not { } room)
                found.Add($"{path}: is in no room of the README's map");
            else if (Namespace(text) is { } space)
                declared.AddRange(Declaration().Matches(text).Select(type => (space, type.Groups[1].Value, room)));

        var rooms = declared.ToLookup(type => type.Namespace, type => type.Room);
        foreach ((string path, string text) in files)
            if (RoomOf(path) is { } own)
                found.AddRange(Upward(path, text, own, declared, rooms));
        return found;
    }

    IEnumerable<string> Upward(
        string path, string text, string own, List<(string Namespace, string Type, string Room)> declared, ILookup<string, string> rooms)
    {
        string inside = Namespace(text) ?? "";
        // What an enclosing namespace holds is seen without a using.
        var seen = declared.Where(type => inside.StartsWith(type.Namespace + ".", StringComparison.Ordinal) && !May(own, type.Room)).ToLookup(type => type.Type);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string code = Comment().Replace(lines[i], "");
            foreach (Match name in Qualified().Matches(code))
                for (string space = name.Value; space.Length > 0; space = space[..Math.Max(0, space.LastIndexOf('.'))])
                    if (rooms.Contains(space))
                    {
                        if (space != inside && rooms[space].FirstOrDefault(room => !May(own, room)) is { } room)
                            yield return Line(path, i, lines[i], own, room);
                        break;
                    }
            foreach (Match word in Word().Matches(code))
                if (seen[word.Value].Select(type => type.Room).FirstOrDefault() is { } room)
                    yield return Line(path, i, lines[i], own, room);
        }
    }

    static string Line(string path, int index, string line, string own, string room) =>
        $"{path}({index + 1}): {line.Trim()}: {own} may not use {room}";

    bool May(string user, string used) => user == used || Row(used) < Row(user);

    int Row(string room) => Enumerable.Range(0, rows.Count).First(row => rows[row].Contains(room));

    string? RoomOf(string path) => rows.SelectMany(row => row)
        .Where(room => path == room || path.StartsWith(room + "/", StringComparison.Ordinal)).MaxBy(room => room.Length);

    static string? Namespace(string text) => NamespaceLine().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bParity(?:\.[A-Z]\w*)+")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();
}

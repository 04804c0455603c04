using Parity.Fixtures;

namespace Parity.Tests.Guides;

/// <summary>A page of <c>Parity/Guides</c>, and its fenced blocks.</summary>
static class Guide
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Path.GetDirectoryName(FixtureFolder.Find())!;

    /// <summary>Every page, by its path from the repository's root; the packages' own pages too.</summary>
    public static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Path.Combine(Root, "Parity", "Guides"), "*.md").Select(page => Path.GetRelativePath(Root, page))
            .Concat(["Reference/README.md", "Parity/Engine/README.md", "Parity/Tool/README.md"]).Order(StringComparer.Ordinal);

    /// <summary>The blocks of a page: what follows the fence on its line, and the lines between.</summary>
    public static IEnumerable<(string Info, string[] Lines)> Blocks(string page)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Root, page));
        for (int i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, i + 1, line => line == "```");
                Assert.True(end > i, $"{page}({i + 1}): a block without an end");
                yield return (lines[i][3..], lines[(i + 1)..end]);
                i = end;
            }
    }

    /// <summary>A block by its info, such as <c>python save_batch.py</c>.</summary>
    public static string Block(string page, string info) =>
        string.Join('\n', Blocks($"Parity/Guides/{page}").Single(block => block.Info == info).Lines) + '\n';
}

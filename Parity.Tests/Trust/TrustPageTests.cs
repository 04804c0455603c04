using Parity.Tests.Planted;

namespace Parity.Tests.Trust;

/// <summary>The page that says how good the gate is.</summary>
public sealed class TrustPageTests
{
    [Fact]
    public void The_page_lists_exactly_the_planted_defects()
    {
        string[] listed = [.. File.ReadLines(Page()).Where(line => line.StartsWith("| planted:", StringComparison.Ordinal))];
        Assert.Equal(
            PlantedDefects.All.Select(defect => $"planted:{defect.Name} | {defect.Summary}"),
            listed.Select(line => string.Join(" | ", line.Split(" | ")[..2])[2..]));
        Assert.All(listed, line => Assert.DoesNotContain("not caught", line, StringComparison.Ordinal));
    }

    internal static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Parity.sln")))
                return Path.Combine(folder.FullName, "Parity", "Engine", "Trust", "README.md");
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Parity.sln");
    }
}

using System.Text;

namespace Parity.Tests;

/// <summary>Texts that were read and approved by a person, under <c>Approved/</c>; <c>PARITY_APPROVE=1</c> rewrites them.</summary>
static class ApprovedText
{
    /// <summary>Fails, with the first line that differs, unless the text is byte for byte the approved one.</summary>
    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("PARITY_APPROVE") == "1")
            File.WriteAllText(path, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!File.Exists(path))
            Assert.Fail($"Approved/{name} does not exist; PARITY_APPROVE=1 dotnet test writes it");
        if (Difference(File.ReadAllText(path), actual) is { } difference)
            Assert.Fail($"Approved/{name} differs; if the new text is right, PARITY_APPROVE=1 dotnet test accepts it\n{difference}");
    }

    /// <summary>The first difference between two texts, with the lines around it; null when there is none.</summary>
    public static string? Difference(string approved, string actual)
    {
        if (approved == actual)
            return null;
        string[] left = approved.Split('\n');
        string[] right = actual.Split('\n');
        int line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
            line++;
        var text = new StringBuilder($"line {line + 1}, of {left.Length} approved and {right.Length} actual:\n");
        for (int i = Math.Max(0, line - 2); i < line; i++)
            text.Append("      ").Append(left[i]).Append('\n');
        for (int i = line; i < Math.Min(line + 3, left.Length); i++)
            text.Append("    - ").Append(Visible(left[i])).Append('\n');
        for (int i = line; i < Math.Min(line + 3, right.Length); i++)
            text.Append("    + ").Append(Visible(right[i])).Append('\n');
        return text.ToString();
    }

    static string Visible(string line) => line.Replace("\r", "\\r").Replace("\t", "\\t");

    // In the source tree, so that approving writes where git sees it.
    static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Parity.sln")))
                return Path.Combine(folder.FullName, "Parity.Tests", "Approved");
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Parity.sln");
    }
}

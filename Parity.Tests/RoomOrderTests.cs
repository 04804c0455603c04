namespace Parity.Tests;

/// <summary>The README's map of rooms is the order that the code keeps.</summary>
public sealed class RoomOrderTests
{
    static readonly string root = Root();

    [Fact]
    public void No_file_calls_up()
    {
        var order = RoomOrder.Of(File.ReadAllText(Path.Combine(root, "README.md")));
        Dictionary<string, string> files = Sources("Reference", "Parity");
        Assert.True(files.Count > 100, $"{files.Count} files");
        IReadOnlyList<string> violations = order.Violations(files);
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    [Fact]
    public void The_engine_never_names_the_tests() =>
        Assert.DoesNotContain(Sources("Reference", "Parity"), file => file.Value.Contains("Parity.Tests", StringComparison.Ordinal));

    [Theory]
    [InlineData("Low/A.cs", "using Parity.High;\n\nnamespace Parity.Low;", "Low/A.cs(1): using Parity.High;: Low may not use High")]
    [InlineData("Low/A.cs", "namespace Parity.Low;\n\nclass A : Parity.High.B;", "Low/A.cs(3): class A : Parity.High.B;: Low may not use High")]
    [InlineData("One/A.cs", "using Parity.Two;\n\nnamespace Parity.One;", "One/A.cs(1): using Parity.Two;: One may not use Two")]
    [InlineData("Low/A.cs", "namespace Parity.Low;\n\nclass A : Door;", "Low/A.cs(3): class A : Door;: Low may not use Door.cs")]
    [InlineData("Attic/A.cs", "namespace Parity.Attic;", "Attic/A.cs: is in no room of the README's map")]
    [InlineData("High/A.cs", "using Parity.Low;\nusing Parity.One;\n\nnamespace Parity.High;", null)]
    [InlineData("Low/A.cs", "namespace Parity.Low;\n\n// Not Parity.High.B, and no Door.\nclass A;", null)]
    public void A_line_that_calls_up_is_named(string path, string text, string? expected)
    {
        var order = RoomOrder.Of("| room | what |\n|---|---|\n| [Low](Low) | x |\n| [One](One), [Two](Two) | x |\n| [High](High) | x |\n| [Door](Door.cs) | x |");
        Dictionary<string, string> files = new()
        {
            ["Low/L.cs"] = "namespace Parity.Low;\n\nclass L;",
            ["One/O.cs"] = "namespace Parity.One;\n\nclass O;",
            ["Two/T.cs"] = "namespace Parity.Two;\n\nclass T;",
            ["High/B.cs"] = "namespace Parity.High;\n\nclass B;",
            ["Door.cs"] = "using Parity.High;\n\nnamespace Parity;\n\nclass Door;",
            [path] = text,
        };
        Assert.Equal(expected is null ? [] : [expected], order.Violations(files));
    }

    static Dictionary<string, string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => (Path: Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), File: file))
        .Where(file => !file.Path.Split('/').Any(part => part is "bin" or "obj"))
        .ToDictionary(file => file.Path, file => File.ReadAllText(file.File));

    static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Parity.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Parity.sln");
    }
}

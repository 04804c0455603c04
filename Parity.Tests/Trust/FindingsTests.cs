using System.Text.RegularExpressions;
using Parity.BadUses;
using Parity.Fixtures;
using Parity.Tests.Oracles;
using Parity.Tests.Tool;

namespace Parity.Tests.Trust;

/// <summary>The page of findings says what its lines show, and what is on record.</summary>
public sealed partial class FindingsTests
{
    const string Script = "./run.sh ", PyTorch = "--oracle pytorch";

    static readonly string page = File.ReadAllText(PathOf("Parity", "Engine", "Trust", "FINDINGS.md")).ReplaceLineEndings("\n");

    static readonly string[][] blocks =
        [.. Block().Matches(page).Select(match => match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    public static TheoryData<string> OfTorchSharp() => [.. Lines().Where(line => !line.Contains(PyTorch, StringComparison.Ordinal))];

    public static TheoryData<string> OfPyTorch() => [.. Lines().Where(line => line.Contains(PyTorch, StringComparison.Ordinal))];

    [Fact]
    public void Every_block_is_a_line_of_the_scripts() =>
        Assert.All(blocks, block => Assert.StartsWith(Script, block[0], StringComparison.Ordinal));

    [TorchVersionTheory("torchsharp", "0.107.0"), MemberData(nameof(OfTorchSharp))]
    public void TorchSharp_shows_what_is_quoted(string line) => Shows(line, " --oracle torchsharp");

    [TorchVersionTheory("pytorch", "1.13."), MemberData(nameof(OfPyTorch))]
    public void PyTorch_shows_what_is_quoted(string line) => Shows(line, "");

    [Fact]
    public void Every_test_that_is_named_is_one()
    {
        string[] tests = [.. typeof(FindingsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.FullName}.{method.Name}"))];
        string[] filters = [.. blocks.Select(block => block[0]).Where(line => line.Contains(" --filter ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1])];
        Assert.NotEmpty(filters);
        Assert.All(filters, filter => Assert.Contains(tests, test => test.Contains(filter, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_divergences_are_those_on_record()
    {
        IEnumerable<string> rows = DivergenceFile.Read(FixtureFolder.Find())
            .Where(known => known.Library == "TorchSharp" && known.Versions.Contains("0.107.0"))
            .GroupBy(known => (known.Note, known.Follow))
            .Select(group => $"| {group.Key.Note} | {string.Join(", ", group.Select(known => $"`{known.Case}`"))} | {group.Key.Follow} |");
        Assert.Contains(
            $"| what | cases | ours follows |\n| --- | --- | --- |\n{string.Join('\n', rows)}\n\n", page, StringComparison.Ordinal);
    }

    static void Shows(string line, string options)
    {
        string output = CommandLineRun.Of((line[Script.Length..] + options).Split(' ')).Output;
        string[] quoted = [.. blocks.Where(block => block[0] == line).SelectMany(block => block[1..])];
        Assert.NotEmpty(quoted);
        Assert.All(quoted, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }

    static IEnumerable<string> Lines() =>
        blocks.Select(block => block[0]).Where(line => !line.StartsWith(Script + "test ", StringComparison.Ordinal)).Distinct();

    static string PathOf(params string[] parts) => Path.Combine([Path.GetDirectoryName(FixtureFolder.Find())!, .. parts]);

    [GeneratedRegex("```\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}

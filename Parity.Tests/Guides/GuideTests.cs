using Parity.Tests.Tool;
using Parity.Tool;

namespace Parity.Tests.Guides;

/// <summary>No snippet of a guide is mere text: C# stands in the sources or is a file of .ci/packages, commands are ones that the program takes.</summary>
public sealed class GuideTests
{
    static readonly string ci = File.ReadAllText(Path.Combine(Guide.Root, ".ci", "packages"));

    static readonly Lazy<string[][]> sources = new(() =>
    [
        .. from folder in (string[])["Parity", "Parity.Tests", "Reference"]
           from file in Directory.EnumerateFiles(Path.Combine(Guide.Root, folder), "*.cs", SearchOption.AllDirectories)
           where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")
           select Trimmed(File.ReadAllLines(file)),
    ]);

    public static TheoryData<string> Pages => [.. Guide.Pages];

    [Theory, MemberData(nameof(Pages))]
    public void Every_CSharp_block_is_compiled(string page) => Assert.All(
        Guide.Blocks(page).Where(block => block.Info.Split(' ')[0] == "csharp"),
        block => Assert.True(
            block.Info.Contains(' ', StringComparison.Ordinal) ? IsAFileOfCi(block) : sources.Value.Any(source => Holds(source, Trimmed(block.Lines))),
            $"{page}: nothing compiles{Environment.NewLine}{string.Join(Environment.NewLine, block.Lines)}"));

    [Theory, MemberData(nameof(Pages))]
    public void Every_command_is_one_that_the_program_takes(string page) => Assert.All(
        Guide.Blocks(page).SelectMany(block => block.Lines).Select(Arguments).OfType<string[]>(),
        arguments => Assert.Empty(CommandLine.Root(CommandLineRun.Nowhere).Parse(arguments).Errors.Select(error => $"{string.Join(' ', arguments)}: {error.Message}")));

    [Fact]
    public void A_block_that_stands_nowhere_is_seen()
    {
        Assert.Contains(sources.Value, source => Holds(source, ["public sealed class GuideTests"]));
        Assert.DoesNotContain(sources.Value, source => Holds(source, ["public sealed class GuideTests", "of another kind"]));
        Assert.NotEmpty(CommandLine.Root(CommandLineRun.Nowhere).Parse(Arguments("./run.sh check --kernle simd")!).Errors);
        Assert.Null(Arguments("FAILED  simd"));
    }

    [Fact]
    public void A_workflow_runs_what_ci_runs() =>
        Assert.Contains("workflow actions.md \"yaml parity.yml\"", ci, StringComparison.Ordinal);

    static bool IsAFileOfCi((string Info, string[] Lines) block) => Guide.Pages.Where(page => page.StartsWith(Path.Combine("Parity", "Guides"), StringComparison.Ordinal)).Any(page =>
        ci.Contains($"snippet {Path.GetFileName(page)} \"{block.Info}\"", StringComparison.Ordinal)
        && Guide.Blocks(page).Any(other => other.Info == block.Info && Trimmed(block.Lines).SequenceEqual(Trimmed(other.Lines))));

    // A command with its comment left out; an indented or listed one is one too, as in a workflow's steps.
    static string[]? Arguments(string line)
    {
        string text = line.Split(" #")[0].Trim();
        int run = text.IndexOf("run: ", StringComparison.Ordinal);
        text = run >= 0 ? text[(run + 5)..] : text.TrimStart('$', ' ');
        string[] words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.Contains('=', StringComparison.Ordinal))];
        return words is ["./run.sh" or "parity" or "tools/parity", not ("test" or "help"), ..] ? words[1..] : null;
    }

    static bool Holds(string[] source, string[] lines) =>
        Enumerable.Range(0, Math.Max(0, source.Length - lines.Length + 1)).Any(start => source.AsSpan(start, lines.Length).SequenceEqual(lines));

    // A using stands at a file's head, and indentation follows from where a line stands.
    static string[] Trimmed(string[] lines) =>
        [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal))];
}

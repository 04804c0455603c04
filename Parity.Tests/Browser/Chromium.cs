namespace Parity.Tests.Browser;

/// <summary>The browser of this machine: asked for by <c>PARITY_BROWSER=1</c>, or by its path.</summary>
static class Chromium
{
    const string Variable = "PARITY_BROWSER";

    static readonly string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe"];

    static readonly string? asked = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value && value != "0" ? value : null;

    /// <summary>Where it is; null where there is none.</summary>
    public static string? Path { get; } = asked is null or "1" ? Search() : asked;

    /// <summary>Why the browser tests do not run, or null.</summary>
    public static string? WhyNot =>
        asked is null ? $"browser tests run on request: {Variable}=1 (or the path of a Chromium) ./run.sh test"
        : Path is null ? $"no {string.Join(", ", names)} on the PATH; {Variable} may be the path of one"
        : !File.Exists(Path) ? $"{Variable} is '{Path}', which does not exist"
        : null;

    static string? Search() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .SelectMany(folder => names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}

using System.Text;
using Parity.Reports;

namespace Parity.Rendering;

/// <summary>The folder that a run leaves its reports in.</summary>
public static class ReportFolder
{
    /// <summary>The file that <see cref="Read"/> reads.</summary>
    public const string JsonFile = "report.json";

    const string MarkdownFile = "report.md", HtmlFile = "report.html", JunitFile = "junit.xml";

    static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Writes report.json, report.md, report.html and junit.xml, and appends the Markdown to the file that GITHUB_STEP_SUMMARY names.
    /// </summary>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="IOException">A file cannot be written; the message names it, and no report is half written.</exception>
    public static IReadOnlyList<string> Write(ParityReport report, string folder) =>
        Write(report, folder, Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY"));

    /// <summary>Reads a report back.</summary>
    /// <param name="path">A folder that <see cref="Write(ParityReport, string)"/> wrote to, or its report.json.</param>
    /// <exception cref="FormatException">It is no report; the message names it.</exception>
    /// <exception cref="IOException">There is none.</exception>
    public static ParityReport Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, JsonFile) : path;
        if (!File.Exists(file))
            throw new IOException($"there is no report '{file}'");
        try
        {
            return JsonReport.Read(File.ReadAllText(file));
        }
        catch (FormatException problem)
        {
            throw new FormatException($"'{file}' is {problem.Message}", problem);
        }
    }

    /// <summary>Writes one file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void WriteFile(string path, string text) => Guard(path, () =>
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Replace(folder, [new(folder, Path.GetFileName(path), text)]);
    });

    /// <summary>Removes the files of an older report, and nothing else, so that none is taken for that of the run that begins.</summary>
    /// <exception cref="IOException">One cannot be removed; the message names the folder.</exception>
    public static void Clear(string folder) => Guard(folder, () =>
    {
        foreach (string name in (string[])[JsonFile, MarkdownFile, HtmlFile, JunitFile])
            if (Path.Combine(folder, name) is var file && File.Exists(file))
                File.Delete(file);
    });

    /// <summary>Fails now, rather than after the run, when the folder cannot be written.</summary>
    /// <exception cref="IOException">The folder cannot be created or written; the message names it.</exception>
    public static void EnsureWritable(string folder) => Guard(folder, () =>
    {
        Directory.CreateDirectory(folder);
        string probe = TemporaryPath(folder, "probe");
        File.WriteAllText(probe, "");
        File.Delete(probe);
    });

    /// <summary>Writes the files, and appends to a job summary if there is one.</summary>
    internal static IReadOnlyList<string> Write(ParityReport report, string folder, string? jobSummary)
    {
        // The page takes as long as all others together.
        var page = Task.Run(() => HtmlReport.Write(report));
        string markdown = MarkdownReport.Write(report);
        var files = new PendingFile[]
        {
            new(folder, JsonFile, JsonReport.Write(report)),
            new(folder, MarkdownFile, markdown),
            new(folder, HtmlFile, page.GetAwaiter().GetResult()),
            new(folder, JunitFile, JunitReport.Write(report)),
        };
        Guard(folder, () => Replace(folder, files));
        if (!string.IsNullOrEmpty(jobSummary))
            Guard(jobSummary, () => File.AppendAllText(jobSummary, markdown, utf8));
        return [.. files.Select(file => file.Path)];
    }

    // Every text is on disk before the first file is replaced, so a full disk leaves the old reports as they were.
    static void Replace(string folder, PendingFile[] files)
    {
        Directory.CreateDirectory(folder);
        if (files.FirstOrDefault(file => Directory.Exists(file.Path)) is { } taken)
            throw new IOException($"'{taken.Path}' is a folder");
        try
        {
            foreach (var file in files)
                File.WriteAllText(file.Temporary, file.Text, utf8);
            foreach (var file in files)
                File.Move(file.Temporary, file.Path, overwrite: true);
        }
        finally
        {
            foreach (var file in files)
                File.Delete(file.Temporary);
        }
    }

    static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot write the report to '{path}': {e.Message}", e);
        }
    }

    static string TemporaryPath(string folder, string name) => Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");

    sealed class PendingFile(string folder, string name, string text)
    {
        public string Path { get; } = System.IO.Path.Combine(folder, name);

        public string Temporary { get; } = TemporaryPath(folder, name);

        public string Text { get; } = text;
    }
}

/// <summary>The right to write into a report's folder, held by one run at a time.</summary>
/// <remarks>The system lets go of it when the process ends, however it ends; the file itself stays and means nothing.</remarks>
sealed class FolderLock : IDisposable
{
    const string FileName = ".lock";

    readonly FileStream file;

    FolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the folder, making it where it is missing.</summary>
    /// <exception cref="IOException">Another run holds it, or it cannot be written; the message says which.</exception>
    public static FolderLock Take(string folder)
    {
        ReportFolder.EnsureWritable(folder);
        string path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem) when (File.Exists(path))
        {
            throw new IOException($"another run writes its report to '{folder}'; wait for it, or name another folder with --report", problem);
        }
    }

    /// <summary>Lets another run have the folder.</summary>
    public void Dispose() => file.Dispose();
}

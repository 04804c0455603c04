using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parity.Runs;

/// <summary>
/// A run as it goes on: append-only, one line a case, then one a counterexample, then the end, so that a run that is
/// killed at any moment loses at most the line that is being written. The report is a view of it.
/// </summary>
sealed class Journal : IDisposable
{
    /// <summary>The file's name in the folder of a report.</summary>
    public const string FileName = "journal.jsonl";

    readonly string path;
    readonly FileStream file;
    readonly RecordedRun? before;
    readonly ArrayBufferWriter<byte> line = new();
    readonly Utf8JsonWriter json;
    readonly CaseLine caseLine;

    Journal(string path, FileStream file, RecordedRun? before)
    {
        (this.path, this.file, this.before) = (path, file, before);
        json = JournalFormat.Into(line);
        caseLine = new(json, line);
    }

    /// <summary>Number of cases that were in the journal when it was opened.</summary>
    public int Judged => before?.Judged ?? 0;

    /// <summary>Begins a run's journal; one that is there is replaced.</summary>
    /// <exception cref="UnusableException">A folder is in its place.</exception>
    public static Journal Start(string folder, RunIdentity run)
    {
        string path = Path.Combine(folder, FileName);
        var journal = new Journal(path, Open(path, FileMode.Create), null);
        journal.Write(() => JournalFormat.Header(journal.json, run));
        return journal;
    }

    /// <summary>Goes on with a run's journal; begins one where there is none, or where not even its first line is complete.</summary>
    /// <exception cref="UnusableException">The journal is that of another run; the message says what differs.</exception>
    public static Journal Resume(string folder, RunIdentity run)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path) || JournalLines.In(path) is not { Count: > 0 } lines)
            return Start(folder, run);
        RecordedRun before;
        try
        {
            before = RecordedRun.Read(path);
        }
        catch (UnusableException problem)
        {
            throw new UnusableException($"'{path}' cannot be gone on with: {problem.Message}. Without --resume a new run takes its place");
        }

        if (before.Identity.Differences(run) is { Count: > 0 } differences)
            throw new UnusableException(
                $"'{path}' is the journal of another run: {string.Join("; ", differences)}. Without --resume a new run takes its place");
        FileStream file = Open(path, FileMode.Open);
        // What follows the last line end was cut off while it was written.
        file.SetLength(lines.End);
        file.Seek(0, SeekOrigin.End);
        return new Journal(path, file, before);
    }

    /// <summary>Counts what was in the journal when it was opened.</summary>
    /// <exception cref="UnusableException">A line is damaged.</exception>
    public void CountInto(ReportBuilder report) => before?.CountInto(report);

    /// <summary>Adds a case; when this returns, the death of the process cannot take it back.</summary>
    public void Append(CaseOutcome outcome) => Write(() => caseLine.Write(outcome));

    /// <summary>Adds what shrinking made of a failure.</summary>
    public void Append(Counterexample shrunk) => Write(() => JournalFormat.Line(json, shrunk));

    /// <summary>Adds the end; the last one counts.</summary>
    public void Append(RunEnd end) => Write(() => JournalFormat.Line(json, end));

    /// <summary>Closes the file; it stays, for <c>--resume</c> and <c>merge</c>.</summary>
    public void Dispose()
    {
        json.Dispose();
        file.Dispose();
    }

    // Without a buffer every line is with the system at once, and as one piece.
    static FileStream Open(string path, FileMode mode)
    {
        UnusableException.ThrowIfFolder(path, path, "a report's folder has a file of that name, or nothing");
        return new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    void Write(Action spell)
    {
        line.ResetWrittenCount();
        json.Reset();
        spell();
        json.Flush();
        line.Write("\n"u8);
        try
        {
            file.Write(line.WrittenSpan);
        }
        catch (IOException problem)
        {
            throw new IOException($"cannot write the journal '{path}': {problem.Message}", problem);
        }
    }
}

/// <summary>A run as its journal has it.</summary>
sealed record RecordedRun
{
    readonly string path;
    readonly int count;

    RecordedRun(string path, int count) => (this.path, this.count) = (path, count);

    /// <summary>What run it is.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>Number of cases that it has.</summary>
    public required int Judged { get; init; }

    /// <summary>What is told beside the cases; null where the run did not come to its end.</summary>
    public RunEnd? End { get; init; }

    /// <summary>Reads what run it is, and its end.</summary>
    /// <exception cref="UnusableException">It is no journal of this version.</exception>
    public static RecordedRun Read(string path)
    {
        JournalLines lines = JournalLines.In(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        RunIdentity run = JournalFormat.Header(reader.ReadLine() ?? "");
        file.Position = lines.LastStart;
        reader.DiscardBufferedData();
        // Nothing but cases comes before the last case.
        return new RecordedRun(path, lines.Count)
        {
            Identity = run,
            Judged = Math.Min(lines.Count - 1, run.Cases),
            End = lines.Count - 1 > run.Cases ? JournalFormat.Rest(reader.ReadLine() ?? "")?.End : null,
        };
    }

    /// <summary>Its cases, read one by one.</summary>
    /// <exception cref="UnusableException">A line is damaged; the message says which.</exception>
    public IEnumerable<CaseOutcome> Outcomes()
    {
        int first = Identity.Shard?.FirstCase ?? 0;
        foreach ((int i, string text) in Lines().Take(Judged).Index())
            yield return JournalFormat.Outcome(text) is { } outcome && outcome.Number == first + i ? outcome : throw Damaged(i);
    }

    /// <summary>Counts its cases and counterexamples.</summary>
    /// <exception cref="UnusableException">A line is damaged; the message says which.</exception>
    public void CountInto(ReportBuilder report)
    {
        foreach (CaseOutcome outcome in Outcomes())
            report.Add(outcome);
        foreach ((int i, string text) in Lines().Index().Skip(Judged))
            if (JournalFormat.Rest(text) is not { } rest)
                throw Damaged(i);
            else if (rest.Shrunk is { } shrunk)
                report.Add(shrunk);
    }

    // All complete lines but the first.
    IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
        reader.ReadLine();
        for (int i = 1; i < count; i++)
            yield return reader.ReadLine()!;
    }

    UnusableException Damaged(int index) => new($"line {index + 2} of '{path}' is damaged. Without --resume a new run takes its place");
}

/// <summary>The complete lines of a file.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="LastStart">Where the last of them begins.</param>
/// <param name="End">Where it ends.</param>
readonly record struct JournalLines(int Count, long LastStart, long End)
{
    /// <summary>Finds them.</summary>
    public static JournalLines In(string path)
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var block = new byte[1 << 16];
        int lines = 0;
        long position = 0, start = 0, end = 0;
        for (int read; (read = reader.Read(block)) > 0; position += read)
            for (int i = 0; i < read; i++)
                if (block[i] == (byte)'\n')
                    (lines, start, end) = (lines + 1, end, position + i + 1);
        return new(lines, start, end);
    }
}

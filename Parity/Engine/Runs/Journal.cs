using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parity.Runs;

/// <summary>
/// The results of a run as they come: append-only, one line a case, so that a run that is killed at any moment loses at
/// most the line that is being written.
/// </summary>
public sealed class Journal : IDisposable
{
    /// <summary>The file's name in the folder of a report.</summary>
    public const string FileName = "journal.jsonl";

    readonly string path;
    readonly FileStream file;
    readonly int firstCase;

    Journal(string path, FileStream file, RunIdentity run, int judged)
    {
        (this.path, this.file, Judged) = (path, file, judged);
        firstCase = run.Shard?.FirstCase ?? 0;
    }

    /// <summary>Number of cases that were in the journal when it was opened.</summary>
    public int Judged { get; }

    /// <summary>Begins a run's journal; one that is there is replaced.</summary>
    public static Journal Start(string folder, RunIdentity run)
    {
        string path = Path.Combine(folder, FileName);
        var journal = new Journal(path, Open(path, FileMode.Create), run, judged: 0);
        journal.Write(JournalFormat.Header(run));
        return journal;
    }

    /// <summary>Goes on with a run's journal; begins one where there is none, or where not even its first line is complete.</summary>
    /// <exception cref="UnusableException">The journal is that of another run; the message says what differs.</exception>
    public static Journal Resume(string folder, RunIdentity run)
    {
        string path = Path.Combine(folder, FileName);
        (int lines, long end) = File.Exists(path) ? CompleteLines(path) : (0, 0);
        if (lines == 0)
            return Start(folder, run);
        IReadOnlyList<string> differences = ReadHeader(path).Differences(run);
        if (differences.Count > 0)
            throw new UnusableException(
                $"'{path}' is the journal of another run: {string.Join("; ", differences)}. Without --resume a new run takes its place");
        FileStream file = Open(path, FileMode.Open);
        // What follows the last line end was cut off while it was written.
        file.SetLength(end);
        file.Seek(0, SeekOrigin.End);
        return new Journal(path, file, run, lines - 1);
    }

    /// <summary>The cases that were in the journal when it was opened, read one by one.</summary>
    /// <exception cref="UnusableException">A line is damaged.</exception>
    public IEnumerable<CaseOutcome> Outcomes()
    {
        if (Judged == 0)
            yield break;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        reader.ReadLine();
        for (int i = 0; i < Judged; i++)
        {
            CaseOutcome? outcome = JournalFormat.Outcome(reader.ReadLine() ?? "");
            if (outcome is null || outcome.Number != firstCase + i)
                throw new UnusableException($"line {i + 2} of '{path}' is damaged. Without --resume a new run takes its place");
            yield return outcome;
        }
    }

    /// <summary>The cases of a whole journal, read one by one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnusableException">A line is damaged.</exception>
    public static IEnumerable<CaseOutcome> Read(string path)
    {
        ReadHeader(path);
        foreach ((int line, string text) in File.ReadLines(path).Index().Skip(1))
            yield return JournalFormat.Outcome(text) ?? throw new UnusableException($"line {line + 1} of '{path}' is damaged");
    }

    /// <summary>Adds a case; when this returns, the death of the process cannot take it back.</summary>
    public void Append(CaseOutcome outcome) => Write(JournalFormat.Line(outcome));

    /// <summary>Closes the file; it stays for <c>--resume</c>.</summary>
    public void Dispose() => file.Dispose();

    // Without a buffer every line is with the system at once, and as one piece.
    static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 0);

    static RunIdentity ReadHeader(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        try
        {
            return JournalFormat.Header(reader.ReadLine()!);
        }
        catch (UnusableException problem)
        {
            throw new UnusableException($"'{path}' cannot be gone on with: {problem.Message}. Without --resume a new run takes its place");
        }
    }

    static (int Lines, long End) CompleteLines(string path)
    {
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read);
        var block = new byte[1 << 16];
        int lines = 0;
        long position = 0, end = 0;
        for (int read; (read = reader.Read(block)) > 0; position += read)
            for (int i = 0; i < read; i++)
                if (block[i] == (byte)'\n')
                    (lines, end) = (lines + 1, position + i + 1);
        return (lines, end);
    }

    void Write(byte[] line)
    {
        Array.Resize(ref line, line.Length + 1);
        line[^1] = (byte)'\n';
        try
        {
            file.Write(line);
        }
        catch (IOException problem)
        {
            throw new IOException($"cannot write the journal '{path}': {problem.Message}", problem);
        }
    }
}

/// <summary>How a journal's lines are spelled: compact JSON, the run's identity first, then one outcome a line.</summary>
static class JournalFormat
{
    const int Version = 1;

    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // A line is read by this program only; quotes and letters stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The first line.</summary>
    public static byte[] Header(RunIdentity run) => JsonSerializer.SerializeToUtf8Bytes(new Head(Version, run), options);

    /// <summary>The run behind a first line.</summary>
    /// <exception cref="UnusableException">It is no journal of this version.</exception>
    public static RunIdentity Header(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("journal", out JsonElement version))
                throw new UnusableException("it is no journal");
            if (version.ValueKind != JsonValueKind.Number || version.GetInt32() != Version)
                throw new UnusableException($"it is a journal of format {version.GetRawText()}; this version writes format {Version}");
            return document.Deserialize<Head>(options)!.Run;
        }
        catch (JsonException problem)
        {
            throw new UnusableException($"it is no journal: {problem.Message}");
        }
    }

    /// <summary>The line of a case.</summary>
    public static byte[] Line(CaseOutcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome, options);

    /// <summary>The same as text.</summary>
    public static string Text(CaseOutcome outcome) => Encoding.UTF8.GetString(Line(outcome));

    /// <summary>The case behind a line; null where the line is not one.</summary>
    public static CaseOutcome? Outcome(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<CaseOutcome>(line, options);
        }
        catch (JsonException)
        {
            // The caller knows which line it is, and says so.
            return null;
        }
    }

    sealed record Head(int Journal, RunIdentity Run);
}

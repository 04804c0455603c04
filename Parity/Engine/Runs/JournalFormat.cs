using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parity.Runs;

/// <summary>
/// How a journal's lines are spelled: compact JSON, the run's identity first, then one outcome a line; once there is one of
/// every case, what shrinking made of failures, and the end.
/// </summary>
static class JournalFormat
{
    const int Version = 2;

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

    // There are few of these lines, and records in them say outright what they do not have.
    static readonly JsonSerializerOptions whole = new(options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

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

    /// <summary>The line of what shrinking made of a failure.</summary>
    public static byte[] Line(Counterexample shrunk) => JsonSerializer.SerializeToUtf8Bytes(new AfterCases(Shrunk: shrunk), whole);

    /// <summary>The line of the end.</summary>
    public static byte[] Line(RunEnd end) => JsonSerializer.SerializeToUtf8Bytes(new AfterCases(End: end), whole);

    /// <summary>The case behind a line; null where the line is not one.</summary>
    public static CaseOutcome? Outcome(string line) => Read<CaseOutcome>(line);

    /// <summary>What stands on a line after the cases; null where that is nothing.</summary>
    public static AfterCases? Rest(string line) => Read<AfterCases>(line) is { } rest && (rest.Shrunk is null) != (rest.End is null) ? rest : null;

    static T? Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, options);
        }
        catch (JsonException)
        {
            // The caller knows which line it is, and says so.
            return null;
        }
    }

    /// <summary>A line after the cases, which has one of the two.</summary>
    internal sealed record AfterCases(Counterexample? Shrunk = null, RunEnd? End = null);

    sealed record Head(int Journal, RunIdentity Run);
}

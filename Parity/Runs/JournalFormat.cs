using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parity.Runs;

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
    /// <exception cref="JournalException">It is no journal of this version.</exception>
    public static RunIdentity Header(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("journal", out JsonElement version))
                throw new JournalException("it is no journal");
            if (version.ValueKind != JsonValueKind.Number || version.GetInt32() != Version)
                throw new JournalException($"it is a journal of format {version.GetRawText()}; this version writes format {Version}");
            return document.Deserialize<Head>(options)!.Run;
        }
        catch (JsonException problem)
        {
            throw new JournalException($"it is no journal: {problem.Message}");
        }
    }

    /// <summary>The line of a case.</summary>
    public static byte[] Line(CaseOutcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome, options);

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

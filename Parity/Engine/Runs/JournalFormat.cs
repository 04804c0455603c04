using System.Buffers;
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

    /// <summary>How everything is spelled, and read.</summary>
    public static JsonSerializerOptions Options { get; } = new()
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
    static readonly JsonSerializerOptions whole = new(Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>What writes lines, one after the other, into one buffer; each begins with a reset.</summary>
    public static Utf8JsonWriter Into(IBufferWriter<byte> buffer) => new(buffer, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true });

    /// <summary>Writes the first line.</summary>
    public static void Header(Utf8JsonWriter json, RunIdentity run) => JsonSerializer.Serialize(json, new Head(Version, run), Options);

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
            return document.Deserialize<Head>(Options)!.Run;
        }
        catch (JsonException problem)
        {
            throw new UnusableException($"it is no journal: {problem.Message.TrimEnd('.')}");
        }
    }

    /// <summary>The line of a case as text.</summary>
    public static string Text(CaseOutcome outcome)
    {
        var line = new ArrayBufferWriter<byte>();
        using (Utf8JsonWriter json = Into(line))
            new CaseLine(json, line).Write(outcome);
        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <summary>Writes the line of what shrinking made of a failure.</summary>
    public static void Line(Utf8JsonWriter json, Counterexample shrunk) => JsonSerializer.Serialize(json, new AfterCases(Shrunk: shrunk), whole);

    /// <summary>Writes the line of the end; kinds of cases as <see cref="CaseLine"/> does, the rest by the serializer.</summary>
    public static void Line(Utf8JsonWriter json, RunEnd end)
    {
        json.WriteStartObject();
        json.WriteNull("shrunk"u8);
        json.WriteStartObject("end"u8);
        Whole(json, "timing"u8, end.Timing);
        Whole(json, "annexes"u8, end.Annexes);
        Whole(json, "standards"u8, end.Standards);
        json.WriteStartArray("gaps"u8);
        foreach (CoverageGap gap in end.Gaps)
        {
            json.WriteStartObject();
            CaseLine.Write(json, gap.Kind);
            json.WriteString("reason"u8, gap.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Whole(json, "library"u8, end.Library);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The case behind a line; null where the line is not one.</summary>
    public static CaseOutcome? Outcome(string line) => Read<CaseOutcome>(line) is { } outcome
        && outcome.Kernels.SelectMany(kernel => kernel.Quantities).All(judged => judged is { KernelErrors: null or { HasPlace: true }, OracleErrors: null or { HasPlace: true } })
        ? outcome : null;

    /// <summary>What stands on a line after the cases; null where that is nothing.</summary>
    public static AfterCases? Rest(string line) => Read<AfterCases>(line) is { } rest && (rest.Shrunk is null) != (rest.End is null) ? rest : null;

    static void Whole<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T record)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, record, whole);
    }

    static T? Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
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

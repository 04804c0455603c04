using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>The report as <c>report.json</c>: the whole record, in a form that <c>report.schema.json</c> describes.</summary>
public static class JsonReport
{
    const int Schema = 1;

    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        // Differences may be NaN or infinite, which JSON's own numbers cannot say.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        // The text is a file of its own, never part of a page, so quotes and letters stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new IndexConverter() },
    };

    /// <summary>The report as JSON text: same report, same bytes.</summary>
    public static string Write(ParityReport report) => Spelled(report);

    /// <summary>Any record as JSON text, spelled as the report is.</summary>
    internal static string Spelled<T>(T record) => JsonSerializer.Serialize(record, options) + "\n";

    /// <summary>The report behind a text that <see cref="Write"/> made.</summary>
    /// <exception cref="FormatException">The text is no report of this schema; the message says why.</exception>
    public static ParityReport Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schema", out var schema))
                throw new FormatException("not a parity report: it has no \"schema\"");
            if (!schema.TryGetInt32(out int version) || version != Schema)
                throw new FormatException($"a report of schema {schema.GetRawText()}; this version reads schema {Schema}");
            return document.Deserialize<ParityReport>(options) ?? throw new FormatException("not a parity report: it is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"not a parity report: {e.Message}", e);
        }
    }

    /// <summary>The JSON Schema (draft 2020-12) that every written report satisfies.</summary>
    public static string SchemaText() => EmbeddedText.Read("report.schema.json");

    // An index is one thing to read, so it stays on one line.
    sealed class IndexConverter : JsonConverter<IReadOnlyList<int>>
    {
        public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<int[]>(ref reader, JsonSerializerOptions.Default) ?? [];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options) =>
            writer.WriteRawValue($"[{string.Join(", ", value.Select(i => i.ToString(CultureInfo.InvariantCulture)))}]");
    }
}

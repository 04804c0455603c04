using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parity.Reports;

/// <summary>The report as <c>report.json</c>: the whole record, in a form that <c>report.schema.json</c> describes.</summary>
static class JsonReport
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
        Converters = { new ListConverter<int>(), new ListConverter<long>(), new ListConverter<double>(), new GridConverter() },
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

    // A list of numbers is one thing to read, so it stays on one line.
    sealed class ListConverter<T> : JsonConverter<IReadOnlyList<T>>
    {
        static readonly JsonSerializerOptions numbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

        public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<T[]>(ref reader, numbers) ?? [];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
            writer.WriteRawValue($"[{string.Join(", ", value.Select(number => JsonSerializer.Serialize(number, numbers)))}]");
    }

    // A cell is [column, row, count], and a grid one line.
    sealed class GridConverter : JsonConverter<IReadOnlyList<GridCell>>
    {
        public override IReadOnlyList<GridCell> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        [
            .. (JsonSerializer.Deserialize<long[][]>(ref reader, JsonSerializerOptions.Default) ?? []).Select(cell => cell is [var column, var row, var count]
                ? new GridCell((int)column, (int)row, count)
                : throw new JsonException("a cell of a grid is [column, row, count]")),
        ];

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<GridCell> value, JsonSerializerOptions options) =>
            writer.WriteRawValue($"[{string.Join(", ", value.Select(cell => string.Create(CultureInfo.InvariantCulture, $"[{cell.Column}, {cell.Row}, {cell.Count}]")))}]");
    }
}

/// <summary>A bench's report as JSON.</summary>
static class BenchJson
{
    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The report as text.</summary>
    public static string Write(BenchReport report) => JsonSerializer.Serialize(report, options) + "\n";

    /// <summary>The report behind a text that <see cref="Write"/> made.</summary>
    /// <exception cref="FormatException">The text is no such report; the message says why.</exception>
    public static BenchReport Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<BenchReport>(json, options) ?? throw new FormatException("not a bench's report: it is null");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"not a bench's report: {problem.Message}", problem);
        }
    }
}

/// <summary>A difference as JSON, spelled as reports are.</summary>
static class DiffJson
{
    /// <summary>The text: same difference, same bytes.</summary>
    public static string Write(ReportDiff diff) => JsonReport.Spelled(diff);
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parity.Fixtures;
using Parity.Rendering;

namespace Parity.Baselines;

/// <summary><c>baseline.json</c>: one row a line, in a stable order, so that a review sees what moved.</summary>
static class BaselineFile
{
    /// <summary>The file's name in the fixtures' folder.</summary>
    public const string FileName = FixtureFolder.Baseline;

    const string Format = "parity-baseline/1";

    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The given file, or the one among the repository's fixtures.</summary>
    /// <exception cref="UnusableException">None is given, and there is no fixtures folder.</exception>
    public static string Find(string? given) =>
        given ?? Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(FixtureFolder.Find(), FileName));

    /// <summary>Reads a baseline.</summary>
    /// <exception cref="UnusableException">There is none, or it is not one; the message says what to do.</exception>
    public static Baseline Read(string path)
    {
        if (!File.Exists(path))
            throw new UnusableException($"there is no baseline '{path}'; 'parity baseline --update --file {path}' makes it");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            string? format = document.RootElement.GetProperty("format").GetString();
            return format != Format
                ? throw new UnusableException($"'{path}' has format '{format}', this version reads '{Format}'; make it again with 'parity baseline --update'")
                : document.Deserialize<Baseline>(options)!;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnusableException($"'{path}' is no baseline: {problem.Message}; restore it from version control", problem);
        }
    }

    /// <summary>Writes a baseline, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    public static void Write(string path, Baseline baseline) => ReportFolder.WriteFile(path, Text(baseline));

    /// <summary>The text: same baseline, same bytes.</summary>
    public static string Text(Baseline baseline)
    {
        var text = new StringBuilder("{\n");
        text.Append(CultureInfo.InvariantCulture, $"\"format\": {JsonSerializer.Serialize(Format)},\n");
        text.Append(CultureInfo.InvariantCulture, $"\"cases\": {baseline.Cases},\n\"seed\": {baseline.Seed},\n");
        text.Append(CultureInfo.InvariantCulture, $"\"drawn\": {JsonSerializer.Serialize(baseline.Drawn)},\n");
        text.Append(CultureInfo.InvariantCulture, $"\"environment\": {JsonSerializer.Serialize(baseline.Environment, options)},\n");
        text.Append("\"rows\": [\n");
        text.AppendJoin(",\n", baseline.Rows.Select(row => JsonSerializer.Serialize(row, options)));
        return text.Append("\n]\n}\n").ToString();
    }
}

using System.Text.Json;

namespace Parity.Benchmarks;

/// <summary>A bench's report as JSON.</summary>
public static class BenchJson
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

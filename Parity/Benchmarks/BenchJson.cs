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
}

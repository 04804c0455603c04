using System.Text.Encodings.Web;
using System.Text.Json;
using Parity.Fixtures;
using Parity.Reports;

namespace Parity.BadUses;

/// <summary>The known divergences, <c>divergences.json</c> among the fixtures: one on each line.</summary>
static class DivergenceFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = FixtureFolder.Divergences;

    static readonly JsonSerializerOptions options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads the file of a fixtures folder; a folder without it knows none.</summary>
    /// <exception cref="UnusableException">It is not valid.</exception>
    public static IReadOnlyList<Divergence> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Divergence[]>(File.ReadAllBytes(path), options)!;
        }
        catch (JsonException e)
        {
            throw new UnusableException($"{path} is not a list of divergences: {e.Message}; restore it from version control", e);
        }
    }

    /// <summary>Reads the file that is known of a live oracle, whatever else it is compared with: the given folder's, or else the repository's own.</summary>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="UnusableException">It is not valid.</exception>
    public static IReadOnlyList<Divergence>? ReadNearest(string? given)
    {
        string? folder = new[] { given, FixtureFolder.Nearest() }.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, FileName)));
        return folder is null ? null : Read(folder);
    }

    /// <summary>A divergence's line in the file.</summary>
    public static string Line(Divergence divergence) => JsonSerializer.Serialize(divergence, options);

    /// <summary>The whole file.</summary>
    public static string Text(IEnumerable<Divergence> divergences) =>
        $"[\n{string.Join(",\n", divergences.Select(divergence => "  " + Line(divergence)))}\n]\n";
}

using System.Security.Cryptography;
using System.Text.Json;

namespace Parity.Fixtures;

/// <summary>The list of a folder's fixtures, each with its SHA-256.</summary>
sealed class FixtureManifest
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "manifest.json";

    const string Format = "parity-manifest/1";

    /// <summary>SHA-256 in lower-case hex by path relative to the folder, with slashes.</summary>
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The hash as the manifest spells it.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="UnusableException">It is missing or not valid.</exception>
    public static FixtureManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new UnusableException($"{path} is missing; 'parity record --fixtures {folder}' makes it");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(json.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UnusableException($"{path} is not a manifest: {e.Message}; restore it from version control", e);
        }
    }

    /// <summary>The manifest as text: sorted, indented, the same on every platform.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteStartObject("files");
            foreach ((string file, string hash) in Files)
                json.WriteString(file, hash);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    static FixtureManifest Parse(JsonElement json, string path)
    {
        string? format = json.GetProperty("format").GetString();
        if (format != Format)
            throw new UnusableException($"{path} has format '{format}', this version reads '{Format}'; record the fixtures again with 'parity record'");
        var manifest = new FixtureManifest();
        foreach (JsonProperty entry in json.GetProperty("files").EnumerateObject())
        {
            // A manifest must not lead out of its folder.
            if (Path.IsPathRooted(entry.Name) || entry.Name.Split('/', '\\').Contains(".."))
                throw new UnusableException($"{path} lists '{entry.Name}', which is not inside the folder");
            if (!manifest.Files.TryAdd(entry.Name, entry.Value.GetString() ?? ""))
                throw new UnusableException($"{path} lists '{entry.Name}' twice; restore it from version control");
        }

        return manifest;
    }
}

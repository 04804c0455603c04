using System.Text.Json;
using System.Text.RegularExpressions;
using Parity.Reports;

namespace Parity.Tests.Reports;

/// <summary>The part of JSON Schema that report.schema.json uses; a keyword beyond it is an error, never ignored.</summary>
sealed class JsonSchema
{
    readonly JsonElement root;

    JsonSchema(JsonElement root) => this.root = root;

    /// <summary>The schema of the report.</summary>
    public static JsonSchema Load() => new(JsonDocument.Parse(JsonReport.SchemaText()).RootElement);

    /// <summary>Where a JSON text breaks the schema, as <c>path: keyword</c>.</summary>
    public IReadOnlyList<string> Violations(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Check(root, document.RootElement, "$")];
    }

    IEnumerable<string> Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
            foreach (string violation in Check(keyword, schema, value, path))
                yield return violation;
    }

    IEnumerable<string> Check(JsonProperty keyword, JsonElement schema, JsonElement value, string path) => keyword.Name switch
    {
        "$schema" or "$defs" or "title" or "description" => [],
        "$ref" => Check(Definition(keyword.Value.GetString()!), value, path),
        "type" => Unless(IsOfType(keyword.Value, value), keyword, path),
        "const" => Unless(JsonElement.DeepEquals(keyword.Value, value), keyword, path),
        "enum" => Unless(keyword.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)), keyword, path),
        "anyOf" => Unless(keyword.Value.EnumerateArray().Any(option => !Check(option, value, path).Any()), keyword, path),
        "minimum" => Unless(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(), keyword, path),
        "pattern" => Unless(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), keyword, path),
        "required" => value.ValueKind != JsonValueKind.Object ? [] : keyword.Value.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}: has no {name}"),
        "properties" => value.ValueKind != JsonValueKind.Object ? [] : keyword.Value.EnumerateObject()
            .Where(property => value.TryGetProperty(property.Name, out _))
            .SelectMany(property => Check(property.Value, value.GetProperty(property.Name), $"{path}.{property.Name}")),
        "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.False => value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject()
            .Where(property => !schema.GetProperty("properties").TryGetProperty(property.Name, out _)).Select(property => $"{path}.{property.Name}: is not in the schema"),
        "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray()
            .SelectMany((item, i) => Check(keyword.Value, item, $"{path}[{i}]")),
        _ => throw new NotSupportedException($"keyword {keyword.Name} at {path}"),
    };

    static IEnumerable<string> Unless(bool holds, JsonProperty keyword, string path) => holds ? [] : [$"{path}: {keyword.Name} {keyword.Value}"];

    static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOfType(one, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            var other => throw new NotSupportedException($"type {other}"),
        };

    JsonElement Definition(string reference)
    {
        const string prefix = "#/$defs/";
        return reference.StartsWith(prefix, StringComparison.Ordinal)
            ? root.GetProperty("$defs").GetProperty(reference[prefix.Length..])
            : throw new NotSupportedException($"reference {reference}");
    }
}

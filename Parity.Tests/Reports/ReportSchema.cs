using System.Text.Json;
using Json.Schema;
using Parity.Reports;

namespace Parity.Tests.Reports;

/// <summary>The schema of the report, as a validator of its own reads it.</summary>
static class ReportSchema
{
    static readonly JsonSchema schema = JsonSchema.FromText(JsonReport.SchemaText());

    /// <summary>Where a JSON text breaks the schema, as <c>pointer: what is wrong</c>; empty where it does not.</summary>
    public static IReadOnlyList<string> Violations(string json)
    {
        using var document = JsonDocument.Parse(json);
        EvaluationResults results = schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] :
        [
            .. from result in results.Details ?? []
               where result.Errors is not null
               from error in result.Errors!
               select $"{result.InstanceLocation}: {error.Value}",
        ];
    }
}

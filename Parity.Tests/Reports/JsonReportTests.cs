using System.Text.Json;
using System.Text.Json.Nodes;
using Parity.Reports;

namespace Parity.Tests.Reports;

public class JsonReportTests
{
    public static TheoryData<string> Samples => new("passing", "failing", "recorded", "empty", "many", "drifted");

    [Theory, MemberData(nameof(Samples))]
    public void What_is_written_reads_back_the_same(string name)
    {
        string json = JsonReport.Write(Sample(name));
        Assert.Equal(json, JsonReport.Write(JsonReport.Read(json)));
    }

    [Theory, MemberData(nameof(Samples))]
    public void What_is_written_satisfies_the_schema(string name) =>
        Assert.Empty(ReportSchema.Violations(JsonReport.Write(Sample(name))));

    [Fact]
    public void Values_read_back_bit_for_bit()
    {
        var read = JsonReport.Read(JsonReport.Write(SampleReports.Failing));
        var written = SampleReports.Failing;
        Assert.Equal(written.Disagreements.Select(d => (d.Expected, d.Actual, d.AbsDiff, d.Ulp)), read.Disagreements.Select(d => (d.Expected, d.Actual, d.AbsDiff, d.Ulp)));
        Assert.Equal(written.Disagreements.Select(d => d.Reason), read.Disagreements.Select(d => d.Reason));
        Assert.Equal(written.Disagreements[0].Index, read.Disagreements[0].Index);
        Assert.Equal(written.Agreement, read.Agreement);
        Assert.Equal(written.Timing, read.Timing);
    }

    [Fact]
    public void Names_are_snake_case_and_an_index_is_one_line()
    {
        string json = JsonReport.Write(SampleReports.Failing);
        Assert.StartsWith("{\n  \"schema\": 1,\n  \"passed\": false,\n  \"seed\": 42,\n  \"cases\": 1000,\n", json);
        Assert.Contains("      \"first_index\": [0, 2, 1],\n", json);
        Assert.Contains("\"max_abs\": \"NaN\"", json);
        Assert.DoesNotContain('\r', json);
    }

    [Theory]
    [InlineData("", "not a parity report")]
    [InlineData("[]", "no \"schema\"")]
    [InlineData("{}", "no \"schema\"")]
    [InlineData("{\"schema\": 2}", "schema 2; this version reads schema 1")]
    [InlineData("{\"schema\": \"1\"}", "not a parity report")]
    [InlineData("{\"schema\": 1}", "seed")]
    public void What_is_no_report_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => JsonReport.Read(json)).Message);

    [Fact]
    public void A_null_where_a_text_belongs_is_refused()
    {
        var node = JsonNode.Parse(JsonReport.Write(SampleReports.Passing))!;
        node["oracle"]!["name"] = null;
        Assert.Throws<FormatException>(() => JsonReport.Read(node.ToJsonString()));
    }

    [Theory]
    [InlineData("passed", "1", "/passed")]
    [InlineData("seed", "1.5", "/seed")]
    [InlineData("schema", "2", "/schema")]
    [InlineData("judged", "-1", "/judged")]
    [InlineData("oracle", "{}", "/oracle")]
    [InlineData("unheard_of", "0", "/unheard_of")]
    [InlineData("agreement", "[1]", "/agreement/0")]
    public void The_schema_refuses_what_a_report_is_not(string property, string value, string path)
    {
        var node = JsonNode.Parse(JsonReport.Write(SampleReports.Passing))!;
        node[property] = JsonNode.Parse(value);
        Assert.Contains(ReportSchema.Violations(node.ToJsonString()), violation => violation.StartsWith(path + ":", StringComparison.Ordinal));
    }

    [Fact]
    public void The_schema_refuses_a_report_without_a_property()
    {
        using var document = JsonDocument.Parse(JsonReport.Write(SampleReports.Failing));
        foreach (string name in document.RootElement.EnumerateObject().Select(property => property.Name))
        {
            var node = JsonNode.Parse(document.RootElement.GetRawText())!.AsObject();
            node.Remove(name);
            Assert.NotEmpty(ReportSchema.Violations(node.ToJsonString()));
        }
    }

    static ParityReport Sample(string name) => name switch
    {
        "passing" => SampleReports.Passing,
        "failing" => SampleReports.Failing,
        "recorded" => SampleReports.Recorded,
        "empty" => SampleReports.Empty,
        "drifted" => SampleReports.Drifted,
        _ => SampleReports.WithDisagreements(500),
    };
}

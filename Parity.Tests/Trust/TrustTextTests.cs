using System.Globalization;
using System.Text.Json;
using Parity.Reports;
using Parity.Trust;

namespace Parity.Tests.Trust;

public sealed class TrustTextTests
{
    static readonly TrustReport report = new()
    {
        Oracle = new OracleIdentity("pytorch", "1.13.1", true),
        Environment = new RunEnvironment("linux x64", "a processor", "AVX2", 2, ".NET 10"),
        Seed = 42,
        Seeds = 2,
        Cases = 1000,
        Defects =
        [
            new("planted:eps-twice", "adds eps | twice", 2, 4.5, 4, 5, "output"),
            new("planted:unseen", "what nothing shows", 0, null, null, null, null),
            new("planted:counter-stuck", "does not count", 2, 2, 1, 3, "num_batches_tracked"),
        ],
        PowerKernel = "manual",
        Power = [new("output", "float32", "train", 4, "bn1d/2x3", null, null)],
    };

    [Fact]
    public void The_page_says_what_escaped_and_how_small_a_change_is_caught_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            string page = TrustText.Markdown(report);
            Assert.Contains("2 of 3 planted defects are caught; median over all of them: 4.5 cases.", page);
            Assert.Contains("| planted:eps-twice | adds eps \\| twice | 4.5 | 4 | 5 | 2/2 | output |", page);
            Assert.Contains("| planted:unseen | what nothing shows | not caught | not caught | not caught | 0/2 | - |", page);
            Assert.Contains("| output | float32 | train | 4 | not caught |", page);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_json_has_the_same_numbers()
    {
        using var json = JsonDocument.Parse(TrustText.Json(report));
        JsonElement root = json.RootElement;
        Assert.Equal(1, root.GetProperty("escaped").GetInt32());
        Assert.Equal(4.5, root.GetProperty("median_of_medians").GetDouble());
        Assert.Equal(4, root.GetProperty("power")[0].GetProperty("one_element").GetInt64());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("defects")[1].GetProperty("median").ValueKind);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Parity.Rendering;
using Parity.Reports;
using Parity.Tests.Reports;

namespace Parity.Tests.Browser;

/// <summary>The HTML report as people meet it: in a browser.</summary>
public sealed partial class ReportPageTests(BrowserSession browser) : IClassFixture<BrowserSession>, IDisposable
{
    // A landscape sheet of A4 without its margins, at 96 points an inch.
    const int Desktop = 1280, Phone = 390, Paper = 1032;

    static readonly (string Look, int Width, bool Dark, Media Media)[] looks =
    [
        ("light", Desktop, false, Media.Screen), ("dark", Desktop, true, Media.Screen), ("narrow", Phone, false, Media.Screen),
        ("printed", Paper, true, Media.Print),
    ];

    readonly string folder = Directory.CreateTempSubdirectory("parity-browser-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [BrowserFact]
    public async Task A_passing_report_shows_the_agreement_first_and_no_failure()
    {
        await using OpenPage opened = await Open(SampleReports.Passing);
        Assert.StartsWith("✓ PASSED", (await opened.Page.Locator("h1").InnerTextAsync()).Trim());
        Assert.Equal("agreement", await opened.Page.Locator("main > section").First.GetAttributeAsync("id"));
        Assert.Equal(0, await opened.Page.Locator("#failures").CountAsync());
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task A_failing_report_shows_its_failures_first_and_links_to_them()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        Assert.Equal("failures", await opened.Page.Locator("main > section").First.GetAttributeAsync("id"));
        await opened.Page.Locator("nav a").First.ClickAsync();
        Assert.EndsWith("#failures", opened.Page.Url);
        Assert.True(await opened.Page.Locator("#failures .card .values").First.IsVisibleAsync());
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task An_empty_report_says_that_it_says_nothing()
    {
        await using OpenPage opened = await Open(SampleReports.Empty);
        Assert.True(await opened.Page.GetByText("Nothing was compared").IsVisibleAsync());
        Assert.Equal(0, await opened.Page.Locator("figure").CountAsync());
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task Hostile_texts_are_shown_and_do_nothing()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        opened.Page.Dialog += (_, dialog) => Assert.Fail($"a text of the report ran: {dialog.Message}");
        await opened.Page.Locator("#open-all").ClickAsync();
        Assert.True(await opened.Page.GetByText("<script>alert('x')</script>").First.IsVisibleAsync());
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task The_filter_narrows_tables_and_cards_to_its_words()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        int all = await opened.Shown(".filtered.card");
        await opened.Page.Locator("#filter-text").FillAsync("simd running_var");
        Assert.Equal((7, 1), (all, await opened.Shown(".filtered.card")));
        Assert.Equal(2, await opened.Shown("table.agreement tbody tr"));
        Assert.True(await opened.Page.Locator("table.agreement").IsVisibleAsync());
        Assert.Matches("^[0-9]+ of [0-9]+ shown$", await opened.Page.Locator("#filter-count").InnerTextAsync());
        await opened.Page.Locator("#filter-text").FillAsync("");
        Assert.Equal(all, await opened.Shown(".filtered.card"));
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task The_filter_narrows_to_one_verdict()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        await opened.Page.Locator("#filter-verdict").SelectOptionAsync("vacuous");
        Assert.Equal((1, 1), (await opened.Shown(".filtered.card"), await opened.Shown("table.agreement tbody tr")));
        await opened.Page.Locator("#filter-verdict").SelectOptionAsync("fails");
        Assert.Equal((5, 3), (await opened.Shown(".filtered.card"), await opened.Shown("table.agreement tbody tr")));
    }

    [BrowserFact]
    public async Task A_table_sorts_by_value_in_both_directions()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        await opened.Page.Locator("#agreement summary").ClickAsync();
        ILocator header = opened.Page.Locator("table.agreement th", new PageLocatorOptions { HasTextRegex = UlpHeader() });
        await header.Locator("button").ClickAsync();
        Assert.Equal("descending", await header.GetAttributeAsync("aria-sort"));
        long[] falling = await Column(opened, 19);
        Assert.Equal(falling.OrderDescending(), falling);
        await header.Locator("button").ClickAsync();
        long[] rising = await Column(opened, 19);
        Assert.Equal("ascending", await header.GetAttributeAsync("aria-sort"));
        Assert.Equal(rising.Order(), rising);
        Assert.Equal(long.MaxValue, rising[^1]);
    }

    [BrowserFact]
    public async Task A_replay_line_is_copied()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        await opened.HoldTimers();
        await opened.Page.Locator("#failures button.copy").First.ClickAsync();
        await opened.Page.GetByText("Copied").First.WaitForAsync();
        Assert.Equal(SampleDisagreements.GradInput.Replay, await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Empty(await opened.Complaints());
    }

    [BrowserFact]
    public async Task Without_a_clipboard_the_replay_line_is_selected()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        await opened.HoldTimers();
        await opened.Page.EvaluateAsync("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }");
        await opened.Page.Locator("#failures button.copy").First.ClickAsync();
        await opened.Page.GetByText("Selected").First.WaitForAsync();
        Assert.Equal(SampleDisagreements.GradInput.Replay, await opened.Page.EvaluateAsync<string>("getSelection().toString()"));
    }

    [BrowserFact]
    public async Task A_page_that_errs_or_asks_the_network_is_noticed()
    {
        string file = Path.Combine(folder, "bad.html");
        await File.WriteAllTextAsync(file, "<!doctype html><img src='http://127.0.0.1:9/x.png'><script>console.error('told'); throw new Error('thrown');</script>");
        await using OpenPage opened = await browser.Open(file, Desktop);
        foreach (string complaint in (string[])["request: http://127.0.0.1:9/x.png", "console: told", "error: Error: thrown"])
            Assert.True(await opened.Complains(complaint), complaint);
    }

    [BrowserFact]
    public async Task Every_picture_has_a_name_and_a_description()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        Assert.Equal(0, await opened.Page.Locator("svg:not([aria-hidden]):not([role=img][aria-label])").CountAsync());
        Assert.Equal(
            await opened.Page.Locator("svg[role=img]").CountAsync(),
            await opened.Page.Locator("svg[role=img]:has(title):has(desc)").CountAsync());
    }

    [BrowserFact]
    public async Task No_width_scrolls_the_page_sideways()
    {
        foreach (int width in (int[])[Desktop, Phone, 320])
        {
            await using OpenPage opened = await Open(SampleReports.Failing, width);
            await opened.Page.Locator("#open-all").ClickAsync();
            Assert.InRange(await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        }
    }

    [BrowserFact]
    public async Task A_copied_line_can_be_copied_again_after_a_while()
    {
        await using OpenPage opened = await Open(SampleReports.Failing);
        await opened.Page.EvaluateAsync("() => { window.setTimeout = later => { window.later = later; return 0; }; }");
        ILocator button = opened.Page.Locator("#failures button.copy").First;
        await button.ClickAsync();
        await opened.Page.WaitForFunctionAsync("() => window.later !== undefined");
        Assert.Equal("Copied", await button.InnerTextAsync());
        await opened.Page.EvaluateAsync("() => window.later()");
        Assert.Equal("Copy", await button.InnerTextAsync());
    }

    [BrowserTheory]
    [InlineData("passing")]
    [InlineData("failing")]
    [InlineData("drifted")]
    public async Task Screenshots_are_taken_light_dark_narrow_and_printed(string name)
    {
        ParityReport report = name == "passing" ? SampleReports.Passing : name == "failing" ? SampleReports.Failing : SampleReports.Drifted;
        foreach ((string look, int width, bool dark, Media media) in looks)
        {
            await using OpenPage opened = await Open(report, width, dark);
            await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = media });
            if (media == Media.Print)
                await opened.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
            string file = Path.Combine(Screenshots(), $"report-{name}-{look}.png");
            await opened.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
            Assert.True(new FileInfo(file).Length > 10_000, file);
            // Paper is white whatever the screen is.
            string ground = await opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
            Assert.Equal(dark && media == Media.Screen, ground != "rgb(255, 255, 255)");
            Assert.Equal(media == Media.Screen, await opened.Page.Locator("nav").IsVisibleAsync());
            Assert.InRange(await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        }
    }

    async Task<OpenPage> Open(ParityReport report, int width = Desktop, bool dark = false)
    {
        string file = Path.Combine(folder, $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, HtmlReport.Write(report));
        return await browser.Open(file, width, dark: dark);
    }

    static async Task<long[]> Column(OpenPage opened, int column)
    {
        string[] values = await opened.Page.Locator($"table.agreement tbody tr td:nth-child({column + 1})").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.dataset.sort)");
        return [.. values.Select(value => long.Parse(value, CultureInfo.InvariantCulture))];
    }

    // With the other results of a run, where CI collects them.
    static string Screenshots()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
            if (File.Exists(Path.Combine(parent.FullName, "Parity.sln")))
                return Directory.CreateDirectory(Path.Combine(parent.FullName, "artifacts", "browser")).FullName;
        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Parity.sln");
    }

    [GeneratedRegex("^ULP$")]
    private static partial Regex UlpHeader();
}

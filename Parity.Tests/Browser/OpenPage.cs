using Microsoft.Playwright;

namespace Parity.Tests.Browser;

/// <summary>A page in the browser, with everything that it should not have done.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    readonly IBrowserContext context;
    readonly List<string> complaints = [];

    OpenPage(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Console messages above information, uncaught errors, and requests for anything but the page itself.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<OpenPage> Load(IBrowserContext context, string address)
    {
        var opened = new OpenPage(context, await context.NewPageAsync());
        opened.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                opened.complaints.Add($"console: {message.Text}");
        };
        opened.Page.PageError += (_, error) => opened.complaints.Add($"error: {error}");
        opened.Page.Request += (_, request) =>
        {
            if (request.Url != address)
                opened.complaints.Add($"request: {request.Url}");
        };
        await opened.Page.GotoAsync(address);
        return opened;
    }

    /// <summary>Items that the filter leaves.</summary>
    public Task<int> Shown(string selector) =>
        Page.Locator(selector).EvaluateAllAsync<int>("all => all.filter(one => !one.hidden).length");

    public ValueTask DisposeAsync() => context.DisposeAsync();
}

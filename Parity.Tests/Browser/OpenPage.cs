using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Playwright;

namespace Parity.Tests.Browser;

/// <summary>A page in the browser, with everything that it should not have done.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    readonly IBrowserContext context;
    static readonly TimeSpan patience = TimeSpan.FromSeconds(20), pause = TimeSpan.FromMilliseconds(20);

    readonly ConcurrentQueue<string> complaints = [];

    OpenPage(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    public static async Task<OpenPage> Load(IBrowserContext context, string address)
    {
        var opened = new OpenPage(context, await context.NewPageAsync());
        opened.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                opened.complaints.Enqueue($"console: {message.Text}");
        };
        opened.Page.PageError += (_, error) => opened.complaints.Enqueue($"error: {error}");
        opened.Page.Request += (_, request) =>
        {
            if (request.Url != address)
                opened.complaints.Enqueue($"request: {request.Url}");
        };
        await opened.Page.GotoAsync(address);
        return opened;
    }

    /// <summary>Waits for a complaint that begins like this: the browser tells of it when it comes to it.</summary>
    /// <returns>Whether it came.</returns>
    public async Task<bool> Complains(string beginning)
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < patience; await Task.Delay(pause))
            if (complaints.Any(complaint => complaint.StartsWith(beginning, StringComparison.Ordinal)))
                return true;
        return false;
    }

    /// <summary>Holds what the page would do later, so that a text that comes back by itself stays to be read.</summary>
    public Task HoldTimers() => Page.EvaluateAsync("() => { window.setTimeout = () => 0; }");

    /// <summary>Console messages above information, uncaught errors, and requests for anything but the page itself, up to now.</summary>
    /// <remarks>They arrive later than they happen, though in order: after a last word of ours, nothing is under way.</remarks>
    public async Task<IReadOnlyList<string>> Complaints()
    {
        string last = Guid.NewGuid().ToString("N");
        await Page.EvaluateAsync("word => console.error(word)", last);
        Assert.True(await Complains($"console: {last}"), "the page's console is silent");
        return [.. complaints.TakeWhile(complaint => !complaint.EndsWith(last, StringComparison.Ordinal))];
    }

    /// <summary>Items that the filter leaves.</summary>
    public Task<int> Shown(string selector) =>
        Page.Locator(selector).EvaluateAllAsync<int>("all => all.filter(one => !one.hidden).length");

    public ValueTask DisposeAsync() => context.DisposeAsync();
}

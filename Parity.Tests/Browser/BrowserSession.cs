using System.Reflection;
using Microsoft.Playwright;

namespace Parity.Tests.Browser;

/// <summary>One browser for all browser tests.</summary>
public sealed class BrowserSession : IAsyncLifetime
{
    IPlaywright? playwright;
    IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (Chromium.WhyNot is not null)
            return;
        PrepareDriver();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Path,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Opens a page from a file; what it writes to the console and asks of the network is kept.</summary>
    public async Task<OpenPage> Open(string file, int width, int height = 900, bool dark = false, bool clipboard = true)
    {
        IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Permissions = clipboard ? ["clipboard-read", "clipboard-write"] : [],
        });
        return await OpenPage.Load(context, new Uri(file).AbsoluteUri);
    }

    // The package holds a Node of its own, which a restore may leave without the right to run.
    static void PrepareDriver()
    {
        string package = typeof(BrowserSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "PlaywrightPackage").Value!;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        if (OperatingSystem.IsWindows())
            return;
        foreach (string node in Directory.EnumerateFiles(System.IO.Path.Combine(package, ".playwright", "node"), "node", SearchOption.AllDirectories))
            if (!File.GetUnixFileMode(node).HasFlag(UnixFileMode.UserExecute))
                File.SetUnixFileMode(node, File.GetUnixFileMode(node) | UnixFileMode.UserExecute);
    }
}

using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>A report opened from its file in a browser that may go nowhere else; what it asked for and complained of is kept.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ReportPage(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, Page) = (playwright, browser, page);

    internal IPage Page { get; }

    /// <summary>Requests for anything but the file itself and the pictures in it.</summary>
    internal List<string> Requests { get; } = [];

    /// <summary>Messages on the console, errors of scripts, and refusals of the page's policy.</summary>
    internal List<string> Complaints { get; } = [];

    internal static async Task<ReportPage> Open(string path, ColorScheme scheme = ColorScheme.Light, bool script = true)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        // The sandbox refuses to run as root, as which containers run tests.
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
        IPage page = await browser.NewPageAsync(new() { ColorScheme = scheme, JavaScriptEnabled = script, ViewportSize = new() { Width = 1280, Height = 900 } });
        ReportPage opened = new(playwright, browser, page);
        string own = new Uri(path).AbsoluteUri;
        page.Request += (_, request) =>
        {
            if (request.Url != own && !request.Url.StartsWith("data:", StringComparison.Ordinal)) { opened.Requests.Add(request.Url); }
        };
        page.Console += (_, message) => opened.Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => opened.Complaints.Add(error);
        await page.RouteAsync("**/*", route => route.Request.Url == own ? route.ContinueAsync() : route.AbortAsync());
        await page.GotoAsync(own);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

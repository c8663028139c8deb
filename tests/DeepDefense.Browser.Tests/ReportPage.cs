using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>A report opened from its file in a browser that may go nowhere else; what it asked for and complained of is kept.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    // Milliseconds. The driver hears of each of the 2,000 pictures; on a busy machine that takes its time.
    private const float Patience = 180_000;
    private readonly IBrowserContext _context;

    private ReportPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    internal IPage Page { get; }

    /// <summary>Requests for anything but the file itself and the pictures in it.</summary>
    internal List<string> Requests { get; } = [];

    /// <summary>Messages on the console, errors of scripts, and refusals of the page's policy.</summary>
    internal List<string> Complaints { get; } = [];

    internal static async Task<ReportPage> Open(IBrowser browser, string path, ColorScheme scheme = ColorScheme.Light, bool script = true)
    {
        IBrowserContext context = await browser.NewContextAsync(new() { ColorScheme = scheme, JavaScriptEnabled = script, ViewportSize = new() { Width = 1280, Height = 900 } });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        ReportPage opened = new(context, page);
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

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}

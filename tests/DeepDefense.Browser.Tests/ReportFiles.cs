using DeepDefense.Reporting;
using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>The pages that are opened, the browser that opens them, and where their pictures go.</summary>
public sealed class ReportFiles : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal string Large => _folder["large.html"];

    internal string Small => _folder["small.html"];

    internal string Hostile => _folder["hostile.html"];

    public async Task InitializeAsync()
    {
        if (!Chromium.IsPresent) { return; }
        HtmlReport.Write(Large, ExampleReport.Create(3600, 1000));
        HtmlReport.Write(Small, ExampleReport.Create(400, 40));
        HtmlReport.Write(Hostile, ExampleReport.Create(400, 40, hostile: true));
        _playwright = await Playwright.CreateAsync();
        // The sandbox refuses to run as root, as which containers run tests.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        _playwright?.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    internal Task<ReportPage> Open(string path, ColorScheme scheme = ColorScheme.Light, bool script = true) => ReportPage.Open(_browser!, path, scheme, script);

    /// <summary>A file below artifacts/screenshots, for a person to look at.</summary>
    internal static string Picture(string name)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DeepDefense.slnx"))) { folder = Path.GetDirectoryName(folder)!; }
        return Path.Combine(folder, "artifacts", "screenshots", name.ToLowerInvariant() + ".png");
    }
}

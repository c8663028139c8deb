using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>The browser that opens reviews, started once.</summary>
public sealed class ReviewBrowser : IAsyncLifetime
{
    private IPlaywright? _playwright;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!Chromium.IsPresent) { return; }
        _playwright = await Playwright.CreateAsync();
        // The sandbox refuses to run as root, as which containers run tests.
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) { await Browser.DisposeAsync(); }
        _playwright?.Dispose();
    }
}

using DeepDefense.Datasets;
using DeepDefense.Review;
using DeepDefense.Review.Serving;
using DeepDefense.Torch;
using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>A review that is served, a browser that may go nowhere else, and what it asked for elsewhere or complained of.</summary>
internal sealed class ReviewPage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private IBrowserContext _context = null!;

    internal ReviewSession Session { get; private set; } = null!;

    internal ReviewServer Server { get; private set; } = null!;

    internal IPage Page { get; private set; } = null!;

    internal string Decisions => _folder["decisions.json"];

    internal List<string> Complaints { get; } = [];

    internal static async Task<ReviewPage> Open(IBrowser browser, int images, ColorScheme scheme = ColorScheme.Light, int width = 1280, string? hostile = null)
    {
        ReviewPage opened = new();
        LabeledImages set = SyntheticImages.Create(new SyntheticOptions { TrainCount = images, TestCount = 10, ClassCount = 10 }, new Seed(1)).Train;
        if (hostile is not null) { set = new LabeledImages(set.Pixels.ToArray(), set.Labels.ToArray(), 32, 32, [hostile, .. set.ClassNames.Skip(1)], [.. Enumerable.Repeat(hostile, images)]); }
        opened.Session = ReviewExample.Open(opened._folder["journal"], set);
        opened.Server = await ReviewServer.Start(new ReviewSubject { Run = "runs/example", Session = opened.Session, DecisionsFile = opened.Decisions }, 0, CancellationToken.None);
        opened._context = await browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        opened.Page = await opened.Tab();
        return opened;
    }

    /// <summary>Another window on the same review.</summary>
    internal async Task<IPage> Tab()
    {
        IPage page = await _context.NewPageAsync();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Address.AbsoluteUri, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) { Complaints.Add(request.Url); }
        };
        page.Console += (_, message) => Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) => Complaints.Add(dialog.Message);
        await page.GotoAsync(Server.Address.AbsoluteUri);
        await page.Locator("#grid:focus .cell").First.WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Server.DisposeAsync();
        Session.Dispose();
        _folder.Dispose();
    }
}

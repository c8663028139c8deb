using System.Globalization;
using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>The report as a reader meets it: in Chromium, from a file.</summary>
public sealed class HtmlReportTests : IClassFixture<ReportFiles>
{
    private readonly ReportFiles _files;

    public HtmlReportTests(ReportFiles files) => _files = files;

    [ChromiumTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_asks_for_nothing_and_complains_of_nothing(ColorScheme scheme)
    {
        await using ReportPage report = await _files.Open(_files.Large, scheme);
        (await report.Page.EvaluateAsync<int>("Array.from(document.images).filter(image => image.complete && image.naturalWidth === 32).length")).ShouldBe(2000);
        report.Requests.ShouldBeEmpty();
        report.Complaints.ShouldBeEmpty();
        await report.Page.ScreenshotAsync(new() { Path = ReportFiles.Picture($"report-{scheme}"), FullPage = true });
    }

    [ChromiumFact]
    public async Task Hostile_names_and_paths_run_nothing()
    {
        await using ReportPage report = await _files.Open(_files.Hostile);
        report.Page.Dialog += (_, dialog) => report.Complaints.Add(dialog.Message);
        (await report.Page.Locator("#isolated .path").First.TextContentAsync())!.ShouldContain(ExampleReport.Hostile);
        report.Requests.ShouldBeEmpty();
        report.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task A_click_on_a_header_sorts_and_another_turns_the_order()
    {
        await using ReportPage report = await _files.Open(_files.Large);
        ILocator score = report.Page.Locator("#isolated th", new() { HasText = "Score" });
        await score.GetByRole(AriaRole.Button).ClickAsync();
        (await Scores(report)).ShouldBeInOrder(SortDirection.Ascending);
        (await score.GetAttributeAsync("aria-sort")).ShouldBe("ascending");
        await score.GetByRole(AriaRole.Button).ClickAsync();
        (await Scores(report)).ShouldBeInOrder(SortDirection.Descending);
        (await score.GetAttributeAsync("aria-sort")).ShouldBe("descending");
    }

    [ChromiumFact]
    public async Task Sorting_works_from_the_keyboard()
    {
        await using ReportPage report = await _files.Open(_files.Small);
        ILocator button = report.Page.Locator("#class-table th", new() { HasText = "Anomaly" }).GetByRole(AriaRole.Button);
        await button.FocusAsync();
        await report.Page.Keyboard.PressAsync("Enter");
        (await report.Page.Locator("#class-table tbody tr").Last.GetAttributeAsync("class")).ShouldBe("suspected");
    }

    [ChromiumFact]
    public async Task Filters_leave_the_rows_that_fit_and_say_how_many()
    {
        await using ReportPage report = await _files.Open(_files.Small);
        ILocator shown = report.Page.Locator("#isolated tbody tr:visible"), count = report.Page.Locator("#filter-count");
        string path = (await report.Page.Locator("#isolated .path").Nth(7).TextContentAsync())!;
        await report.Page.GetByLabel("Path").FillAsync(path.ToUpperInvariant());
        (await shown.Locator(".path").AllTextContentsAsync()).ShouldBe([path]);
        (await count.TextContentAsync()).ShouldBe("1 of 40 shown");
        await report.Page.GetByLabel("Path").FillAsync("");
        await report.Page.GetByLabel("Truth").SelectOptionAsync("clean");
        (await count.TextContentAsync()).ShouldBe("0 of 40 shown");
        await report.Page.GetByLabel("Truth").SelectOptionAsync("");
        double tenth = (await Scores(report)).OrderDescending().ElementAt(9);
        await report.Page.GetByLabel("Score at least").FillAsync(tenth.ToString("R", CultureInfo.InvariantCulture));
        (await shown.CountAsync()).ShouldBe(10);
        (await count.TextContentAsync()).ShouldBe("10 of 40 shown");
    }

    [ChromiumFact]
    public async Task The_gallery_shows_the_pictures_side_by_side_and_keeps_the_filter()
    {
        await using ReportPage report = await _files.Open(_files.Small);
        await report.Page.GetByLabel("Gallery").CheckAsync();
        LocatorBoundingBoxResult first = (await report.Page.Locator("#isolated tbody tr").Nth(0).BoundingBoxAsync())!;
        LocatorBoundingBoxResult second = (await report.Page.Locator("#isolated tbody tr").Nth(1).BoundingBoxAsync())!;
        (first.Y, second.X > first.X).ShouldBe((second.Y, true));
        await report.Page.ScreenshotAsync(new() { Path = ReportFiles.Picture("report-gallery"), FullPage = true });
        await report.Page.GetByLabel("Path").FillAsync("no such path");
        (await report.Page.Locator("#isolated tbody tr:visible").CountAsync()).ShouldBe(0);
    }

    [ChromiumFact]
    public async Task Without_script_everything_is_there_but_the_controls()
    {
        await using ReportPage report = await _files.Open(_files.Small, script: false);
        (await report.Page.Locator("#isolated tbody tr:visible").CountAsync()).ShouldBe(40);
        (await report.Page.Locator("#filters").IsVisibleAsync()).ShouldBeFalse();
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Text_stands_out_from_its_ground_as_WCAG_AA_asks(ColorScheme scheme)
    {
        await using ReportPage report = await _files.Open(_files.Small, scheme);
        (await report.Page.EvaluateAsync<string[]>(Contrast.Script)).ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task A_narrow_window_does_not_scroll_sideways()
    {
        await using ReportPage report = await _files.Open(_files.Small);
        await report.Page.SetViewportSizeAsync(390, 800);
        (await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await report.Page.ScreenshotAsync(new() { Path = ReportFiles.Picture("report-narrow") });
    }

    [ChromiumFact]
    public async Task It_prints_whole()
    {
        await using ReportPage report = await _files.Open(_files.Small);
        byte[] pdf = await report.Page.PdfAsync(new() { Path = System.IO.Path.ChangeExtension(ReportFiles.Picture("report-print"), ".pdf"), Format = "A4", PrintBackground = true });
        pdf.AsSpan().StartsWith("%PDF-"u8).ShouldBeTrue();
        await report.Page.EmulateMediaAsync(new() { Media = Media.Print });
        (await report.Page.Locator("#filters").IsVisibleAsync()).ShouldBeFalse();
        (await report.Page.EvaluateAsync<bool>("Array.from(document.querySelectorAll('.scroll')).every(box => box.scrollHeight <= box.clientHeight + 1)")).ShouldBeTrue();
    }

    [ChromiumFact]
    public void A_thousand_images_fit_into_15_megabytes() => new FileInfo(_files.Large).Length.ShouldBeLessThan(15_000_000);

    private static async Task<double[]> Scores(ReportPage report) =>
        await report.Page.EvaluateAsync<double[]>("Array.from(document.querySelectorAll('#isolated tbody tr'), row => Number(row.cells[3].dataset.value))");
}

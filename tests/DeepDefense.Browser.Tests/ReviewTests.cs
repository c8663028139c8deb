using System.Net;
using DeepDefense.Review;
using Microsoft.Playwright;

namespace DeepDefense.Browser.Tests;

/// <summary>The page of a review as a person meets it.</summary>
public sealed class ReviewTests(ReviewBrowser browser) : IClassFixture<ReviewBrowser>
{
    [ChromiumFact]
    public async Task A_whole_session_from_the_keyboard()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 60);
        await Press(review.Page, "a", "r", "Shift+ArrowRight", "c", "z", "u", "Escape", "Home", "l", "?");
        (await review.Page.Locator("#keys").IsVisibleAsync()).ShouldBeTrue();
        await review.Page.Keyboard.PressAsync("Escape");
        await Press(review.Page, "End", "r");
        Decided(review).ShouldBe([(0, ImageDecision.Poisoned, 1), (1, ImageDecision.Clean, null), (59, ImageDecision.Clean, null)]);
        for (int tabs = 0; tabs < 20 && await review.Page.EvaluateAsync<string>("document.activeElement.id") != "finish"; tabs++) { await review.Page.Keyboard.PressAsync("Shift+Tab"); }
        await review.Page.Keyboard.PressAsync("Enter");
        await review.Page.GetByText("is written").WaitForAsync();
        File.Exists(review.Decisions).ShouldBeTrue();
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task The_mouse_selects_several_and_these_are_clean_raises_the_threshold()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 60);
        await review.Page.Locator("#image-2").ClickAsync();
        await review.Page.Locator("#image-4").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await review.Page.Locator("#image-7").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await review.Page.GetByRole(AriaRole.Button, new() { Name = "These are clean" }).ClickAsync();
        await review.Page.GetByText("2 above the threshold 59.00").WaitForAsync();
        Decided(review).Select(image => image.Row).ShouldBe([2, 3, 4, 7]);
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Two_windows_show_the_same()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 60);
        IPage other = await review.Tab();
        await Press(review.Page, "a");
        await other.Locator("#image-0.poisoned").WaitForAsync();
        await Press(other, "ArrowRight", "r");
        await review.Page.Locator("#image-1.clean").WaitForAsync();
        Decided(review).Select(image => image.Decision).ShouldBe([ImageDecision.Poisoned, ImageDecision.Clean]);
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Text_is_readable_and_nothing_scrolls_sideways(ColorScheme scheme, int width)
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 200, scheme, width);
        await Press(review.Page, "a", "a", "r", "ArrowRight", "Shift+ArrowRight");
        await review.Page.WaitForFunctionAsync("Array.from(document.querySelectorAll('.cell img')).every(image => image.complete)");
        await review.Page.ScreenshotAsync(new() { Path = ReportFiles.Picture($"review-{scheme}-{width}") });
        (await review.Page.EvaluateAsync<string[]>(Contrast.Script)).ShouldBeEmpty();
        (await review.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Ten_thousand_images_are_a_few_elements_and_half_of_all_steps_are_made_within_a_frame()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 10_000);
        // Half of them: other processes have the processor in between.
        double milliseconds = await review.Page.EvaluateAsync<double>("""
            () => {
              const steps = Array.from({ length: 50 }, () => {
                const begin = performance.now();
                document.getElementById('grid').scrollTop += 1700;
                show();
                document.getElementById('grid').getBoundingClientRect();
                return performance.now() - begin;
              });
              return steps.sort((one, other) => one - other)[25];
            }
            """);
        milliseconds.ShouldBeLessThan(16);
        (await review.Page.Locator(".cell").CountAsync()).ShouldBeLessThan(200);
        await Press(review.Page, "Control+a", "r");
        Decided(review).Length.ShouldBe(10_000);
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task A_key_that_fails_is_told_and_the_next_ones_work()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 20);
        await review.Page.EvaluateAsync("() => { keys.g = () => { throw new Error('broken'); }; }");
        await Press(review.Page, "g", "a");
        (await review.Page.Locator("#warning").TextContentAsync()).ShouldBe("That did not work (Error: broken). What was decided before is kept.");
        Decided(review).Select(image => image.Row).ShouldBe([0]);
    }

    [ChromiumFact]
    public async Task A_browser_that_cannot_group_suggests_labels_all_the_same()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 20);
        await review.Page.EvaluateAsync("() => { delete Map.groupBy; }");
        await Press(review.Page, "Control+a", "l");
        Decided(review).Select(image => image.Label).ShouldBe(Enumerable.Repeat<int?>(1, 10));
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Hundreds_of_thousands_of_clean_images_raise_the_threshold()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 20);
        double threshold = await review.Page.EvaluateAsync<double>("""
            () => {
              over = true;
              subject.images = Array.from({ length: 300000 }, (_, row) => ({ row, score: row }));
              for (const image of subject.images) selected.add(image.row);
              send = action => action.threshold;
              return raise();
            }
            """);
        threshold.ShouldBe(300_000);
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Hostile_names_stay_text()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 20, hostile: "<script>alert(1)</script>\"><img src=x onerror=alert(2)>\u202Egnp");
        (await review.Page.Locator("#facts").TextContentAsync())!.ShouldContain("<script>alert(1)</script>\"><img src=x onerror=alert(2)>\\u202egnp");
        review.Complaints.ShouldBeEmpty();
    }

    [ChromiumFact]
    public async Task Nobody_else_is_answered()
    {
        await using ReviewPage review = await ReviewPage.Open(browser.Browser, 20);
        Uri address = review.Server.Address;
        (await Status(address)).ShouldBe(HttpStatusCode.OK);
        (await Status(new Uri(address, "/"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(new Uri(address, $"/{new string('0', 64)}/state"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(address, request => request.Headers.Host = $"evil.example:{address.Port}")).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(address, request => request.Headers.Add("Origin", "http://evil.example"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(address, request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(new Uri(address, "finish"), request => request.Method = HttpMethod.Post)).ShouldBe(HttpStatusCode.Forbidden);
        (await Status(new Uri(address, "image/20"))).ShouldBe(HttpStatusCode.NotFound);
        (await Status(new Uri(address.AbsoluteUri + "image/%2e%2e%2f%2e%2e%2fetc%2fpasswd"))).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> Status(Uri address, Action<HttpRequestMessage>? change = null)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        change?.Invoke(request);
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }

    // One after the other, as the server answers.
    private static async Task Press(IPage page, params string[] keys)
    {
        foreach (string key in keys)
        {
            await page.Keyboard.PressAsync(key);
            await page.EvaluateAsync("pending");
        }
    }

    private static (int Row, ImageDecision Decision, int? Label)[] Decided(ReviewPage review) =>
        [.. review.Session.State(0).Changed.Where(image => image.Decision != ImageDecision.Undecided).Select(image => (image.Row, image.Decision, image.Label))];
}

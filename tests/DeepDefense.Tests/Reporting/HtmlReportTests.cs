using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using DeepDefense.Attacks.Patches;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Evidence.Appearance;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Reporting;

public sealed class HtmlReportTests
{
    private static readonly Lazy<IHtmlDocument> Ordinary = new(() => Parse(ExampleReport.Create(200, 20)));
    private static readonly Lazy<IHtmlDocument> Hostile = new(() => Parse(ExampleReport.Create(200, 20, hostile: true)));

    [Fact]
    public void The_page_is_well_formed()
    {
        List<string> errors = [];
        HtmlParser parser = new(new HtmlParserOptions { IsStrictMode = false });
        parser.Error += (_, problem) => errors.Add(((AngleSharp.Html.Dom.Events.HtmlErrorEvent)problem).Message);
        parser.ParseDocument(HtmlReport.Page(ExampleReport.Create(200, 20)));
        errors.ShouldBeEmpty();
    }

    [Fact]
    public void The_first_part_has_verdict_confidence_steps_and_rates_before_and_after()
    {
        IElement summary = Ordinary.Value.QuerySelector("header.summary")!;
        summary.QuerySelector("h1")!.TextContent.ShouldStartWith("High severity Strong signs of poison: ");
        summary.QuerySelectorAll("dt").Select(term => term.TextContent).ShouldBe(["Confidence", "Flagged", "Isolated", "Suspected target"]);
        summary.QuerySelectorAll("li").Length.ShouldBe(4);
        summary.QuerySelectorAll("tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToArray())
            .ShouldBe([["92.00 %", "91.50 %"], ["96.70 %", "0.60 %"], ["2.10 %", "84.00 %"]]);
    }

    [Fact]
    public void Every_table_has_a_header_for_each_column()
    {
        Ordinary.Value.QuerySelectorAll("table").Length.ShouldBeGreaterThan(5);
        foreach (IElement table in Ordinary.Value.QuerySelectorAll("table"))
        {
            int columns = table.QuerySelectorAll("thead th[scope=col]").Length;
            table.QuerySelectorAll("tbody tr").ShouldAllBe(row => row.Children.Length == columns);
        }
    }

    [Fact]
    public void Every_picture_has_a_text() =>
        Ordinary.Value.QuerySelectorAll("img").Select(image => image.GetAttribute("alt"))
            .Concat(Ordinary.Value.QuerySelectorAll("svg[role=img]").Select(plot => plot.GetAttribute("aria-label")))
            .ShouldAllBe(text => !string.IsNullOrWhiteSpace(text));

    [Fact]
    public void Nothing_is_fetched_from_anywhere()
    {
        Ordinary.Value.QuerySelectorAll("link, iframe, object, embed, video, audio, base, form").ShouldBeEmpty();
        Ordinary.Value.QuerySelectorAll("[src]").Select(element => element.GetAttribute("src")!).ShouldAllBe(uri => uri.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        Ordinary.Value.QuerySelectorAll("[href]").ShouldBeEmpty();
        Ordinary.Value.QuerySelector("style")!.TextContent.ShouldNotContain("url(");
        Ordinary.Value.QuerySelector("style")!.TextContent.ShouldNotContain("@import");
    }

    [Fact]
    public void Hostile_names_and_paths_stay_text()
    {
        Hostile.Value.QuerySelectorAll("script").Length.ShouldBe(1);
        Hostile.Value.QuerySelectorAll("*").SelectMany(element => element.Attributes).ShouldAllBe(attribute => !attribute.Name.StartsWith("on", StringComparison.Ordinal));
        Hostile.Value.QuerySelectorAll("img").Length.ShouldBe(Ordinary.Value.QuerySelectorAll("img").Length);
        Hostile.Value.QuerySelectorAll("#isolated .path").ShouldAllBe(cell => cell.TextContent.Contains(ExampleReport.Hostile, StringComparison.Ordinal));
        Hostile.Value.QuerySelectorAll("#isolated img")[0].GetAttribute("alt")!.ShouldEndWith(ExampleReport.Hostile);
    }

    [Fact]
    public void Isolated_images_stand_there_by_rank_with_score_label_path_and_truth()
    {
        IElement[] rows = [.. Ordinary.Value.QuerySelectorAll("#isolated tbody tr")];
        rows.Length.ShouldBe(20);
        rows.Select(row => row.Children[0].TextContent).ShouldBe(Enumerable.Range(1, 20).Select(rank => $"{rank}"));
        rows.Select(row => double.Parse(row.Children[3].GetAttribute("data-value")!, System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder(SortDirection.Descending);
        rows.ShouldAllBe(row => row.Children[5].TextContent.StartsWith("train/") && row.Children[6].TextContent == "poisoned");
    }

    [Fact]
    public void More_isolated_images_than_are_shown_are_said()
    {
        RunReport report = ExampleReport.Create(200, 20);
        RunReport cut = report with { Scan = report.Scan with { Shown = [.. report.Scan.Shown.Take(5)] } };
        Parse(cut).QuerySelector("#images p")!.TextContent.ShouldStartWith("The first 5 of 20 by rank; the table of scores (CSV) has all.");
    }

    [Fact]
    public void A_scan_without_truth_says_what_is_not_known()
    {
        RunReport report = ExampleReport.Create(200, 20);
        RunReport scan = report with
        {
            Before = null,
            After = null,
            IsolatedAnswers = [],
            Losses = [],
            Scan = report.Scan with { Roc = null, Shown = [.. report.Scan.Shown.Select(image => image with { Poisoned = null })] },
        };
        IHtmlDocument page = Parse(scan);
        page.QuerySelector(".before-after").ShouldBeNull();
        page.Body!.TextContent.ShouldContain("No ROC curve: which images are poisoned is not known.");
        page.QuerySelectorAll("#isolated thead th").Select(header => header.TextContent).ShouldBe(["Rank", "Image", "Residual", "Score", "Label", "Path"]);
        page.QuerySelector("#training").ShouldBeNull();
        page.QuerySelector("#triggered").ShouldBeNull();
    }

    [Fact]
    public void What_the_purified_model_takes_isolated_images_for_stands_beside_them()
    {
        Ordinary.Value.QuerySelector("#images p + p")!.TextContent.ShouldStartWith("The purified model is sure of another label for 15 of them: ");
        Ordinary.Value.QuerySelectorAll("#isolated .answer").Select(cell => cell.TextContent == "not sure").Take(5).ShouldBe([true, false, false, false, false]);
    }

    [Fact]
    public void What_isolated_images_are_taken_for_is_counted_by_the_names_of_classes() =>
        Ordinary.Value.QuerySelector("#images p + p")!.TextContent.ShouldMatch("^The purified model is sure of another label for 15 of them: [a-z ]+ [0-9]+(, [a-z ]+ [0-9]+)*\\. ");

    [Fact]
    public void A_class_whose_name_is_a_number_is_told_as_a_class()
    {
        Verdict verdict = ExampleReport.Create(200, 20).Scan.Verdict;
        Show.Class(verdict with { Classes = [verdict.Classes[1] with { Name = "7" }] }, verdict.Classes[1].Label).ShouldBe("class 7");
    }

    [Fact]
    public void The_rows_of_the_contact_sheet_are_told_where_there_is_one()
    {
        RunReport report = ExampleReport.Create(200, 20);
        Parse(report).QuerySelector("#images .sheet")!.TextContent.ShouldStartWith("contact-sheet.png, in the same folder, has its rows from top to bottom: clean test images; ");
        Parse(report with { After = null }).QuerySelector("#images .sheet").ShouldBeNull();
    }

    [Fact]
    public void An_isolated_image_whose_label_the_purified_model_is_sure_of_is_shown_as_that()
    {
        Ordinary.Value.QuerySelector("#images p + p")!.TextContent.ShouldEndWith("It is sure of the label that they have for 2: they may be clean, or it still follows a trigger there. Of 3 it is not sure (below 80.00 %).");
        Ordinary.Value.QuerySelectorAll("#isolated .answer")[4].TextContent.ShouldEndWith(", 91.00 %, as it is labelled");
    }

    [Fact]
    public void Triggered_images_are_told_class_by_class_with_the_most_frequent_wrong_answer()
    {
        IEnumerable<string> cells = Ordinary.Value.QuerySelector("#triggered tbody tr")!.Children.Select(cell => cell.TextContent.Trim());
        cells.ShouldBe(["1", "ring", "100", "4.00 %", "84.00 %", "bar, 15.00 %"]);
    }

    [Fact]
    public void The_class_that_has_the_poison_stands_out()
    {
        Ordinary.Value.QuerySelector("#classes p")!.TextContent.ShouldStartWith("The flags are concentrated in the class 0 disc, by the test of the verdict. One class stands out: 0 disc, anomaly ");
        Ordinary.Value.QuerySelectorAll("#class-table .suspected").Length.ShouldBe(1);
    }

    [Fact]
    public void A_loss_that_never_moves_is_drawn_too()
    {
        RunReport still = ExampleReport.Create(200, 20) with { Losses = [new LossPoint("detector", 1, 0)] };
        Parse(still).QuerySelector("#training polyline")!.GetAttribute("points")!.ShouldNotContain("NaN");
    }

    [Fact]
    public void A_trigger_that_was_seen_stands_before_the_images_with_its_place_and_panels()
    {
        TriggerAppearance patch = TriggerAppearance.Of(IsolatedExamples.Triggered(IsolatedExamples.Corner(TriggerPosition.LowerRight), IsolatedExamples.Clean),
            IsolatedExamples.Like, new Seed(7));
        IHtmlDocument page = Parse(ExampleReport.Create(200, 20) with { Appearance = patch });
        IElement section = page.QuerySelector("#appearance")!;
        section.NextElementSibling!.Id.ShouldBe("images");
        section.QuerySelector("p")!.TextContent.ShouldStartWith(
            "In 160 isolated images, compared with 400 clean ones, the same 3 x 3 pixels (from row 29, column 29) carry the same colours. They overwrite what was there.");
        section.QuerySelectorAll("figure img").Length.ShouldBe(5);
        section.QuerySelectorAll("figcaption").ShouldAllBe(caption => caption.TextContent.Length > 0);
    }

    [Theory]
    [InlineData(AppearanceKind.FixedPattern, 0.2, "one pattern lies over the whole image. It takes about 20 % of each pixel.")]
    [InlineData(AppearanceKind.FixedPattern, null, "It is added: the images keep their contrast below it.")]
    [InlineData(AppearanceKind.DiffersFromImageToImage, null, "The trigger differs from image to image: in 160 isolated images")]
    [InlineData(AppearanceKind.NotVisible, null, "Nothing is seen: 160 isolated images")]
    public void Other_triggers_are_said_in_a_sentence(AppearanceKind kind, double? opacity, string said)
    {
        TriggerAppearance seen = TriggerAppearance.Of(IsolatedExamples.Clean, IsolatedExamples.Like, new Seed(7)) with { Kind = kind, Opacity = opacity };
        Parse(ExampleReport.Create(200, 20) with { Appearance = seen }).QuerySelector("#appearance p")!.TextContent.ShouldContain(said);
        TriggerAppearance few = TriggerAppearance.Of(IsolatedExamples.Clean.Subset([1, 2]), IsolatedExamples.Like, new Seed(7));
        Parse(ExampleReport.Create(200, 20) with { Appearance = few }).QuerySelector("#appearance p")!.TextContent.ShouldStartWith("Too few images");
    }

    [Fact]
    public void A_trigger_that_was_not_looked_for_has_no_section() => Ordinary.Value.QuerySelector("#appearance").ShouldBeNull();

    private static IHtmlDocument Parse(RunReport report) => new HtmlParser().ParseDocument(HtmlReport.Page(report));
}

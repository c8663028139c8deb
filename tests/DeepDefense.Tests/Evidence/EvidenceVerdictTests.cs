using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Evidence;

public sealed class EvidenceVerdictTests
{
    private const int PerClass = 100;

    [Fact]
    public void Without_a_suspected_label_nothing_is_found() =>
        Judge(suspected: false, flagged: 0, pixels: null).Severity.ShouldBe(Severity.None);

    [Fact]
    public void Without_a_suspected_label_but_with_one_that_has_few_clean_images_it_is_inconclusive()
    {
        Verdict verdict = Judge(suspected: false, flagged: 0, pixels: null, cleanImages: 9);
        verdict.Severity.ShouldBe(Severity.Inconclusive);
        verdict.Headline.ShouldContain("2 of 2 labels have fewer than 10 clean images");
    }

    [Fact]
    public void Flags_that_the_pixels_confirm_are_a_strong_finding()
    {
        Verdict verdict = Judge(suspected: true, flagged: 40, pixels: 0.99);
        verdict.Severity.ShouldBe(Severity.High);
        verdict.Headline.ShouldContain("40 of 200 images have something in common");
    }

    [Fact]
    public void Flags_that_the_pixels_do_not_confirm_are_inconclusive()
    {
        Verdict verdict = Judge(suspected: true, flagged: 40, pixels: 0.55);
        verdict.Severity.ShouldBe(Severity.Inconclusive);
        verdict.Explanation.ShouldContain("next to nothing in common (0.55");
    }

    [Fact]
    public void What_so_few_images_show_by_chance_confirms_nothing() =>
        Judge(suspected: true, flagged: 40, pixels: 0.7, deviation: 0.08).Severity.ShouldBe(Severity.Inconclusive);

    [Fact]
    public void A_suspected_label_without_flags_is_inconclusive() =>
        Judge(suspected: true, flagged: 0, pixels: null).Severity.ShouldBe(Severity.Inconclusive);

    [Theory]
    [InlineData(0.7, Severity.Inconclusive)]
    [InlineData(30, Severity.High)]
    public void Beside_clean_images_of_another_source_only_a_label_that_stands_out_is_a_finding(double anomaly, Severity severity) =>
        Judge(suspected: true, flagged: 40, pixels: 0.99, anomaly: anomaly, doubts: "training images are rougher").Severity.ShouldBe(severity);

    [Theory]
    [InlineData(11, 1.8, "40.0 % of the label 0, 'a', are outliers; of the label 1, 'b', 10.6 % are too, which stands out little among the labels, and none of them is isolated")]
    [InlineData(0.7, 1.8, "40.0 % of the label 0, 'a', are outliers; 10.6 % of the label 1, 'b', are outliers")]
    [InlineData(11, 12, "40.0 % of the label 0, 'a', are outliers; 10.6 % of the label 1, 'b', are outliers")]
    public void A_label_that_stands_out_little_is_told_apart_from_one_that_stands_out_far(double anomaly, double other, string told)
    {
        int[] labels = [.. Enumerable.Range(0, 2 * PerClass).Select(i => i / PerClass)], flags = [.. Enumerable.Range(0, 40)];
        LabeledImages images = new(new byte[labels.Length * 3], labels, 1, 1, ["a", "b"]);
        ScanReport scan = new([.. labels.Select((_, i) => i < flags.Length ? 5.0 : -5)], 0, null, null, flags, flags, new Calibration(100, 0));
        ClassGate[] gates = [new(0, 0.4, anomaly, 0, 0.4, 0, PerClass, 50, true), new(1, 0.106, other, 0, 0.4, 0, PerClass, 50, true)];
        ViewSeparation[] views = [new("layers", 0.99, 0.01), new(EvidenceScanner.Pixels, 0.99, 0.04)];
        EvidenceVerdict.Of(new EvidenceReport(scan, gates, [], views), images).Headline.ShouldEndWith($"; {told}.");
    }

    private static Verdict Judge(bool suspected, int flagged, double? pixels, int cleanImages = 50, double deviation = 0.04, double anomaly = 0, params string[] doubts)
    {
        int[] labels = [.. Enumerable.Range(0, 2 * PerClass).Select(i => i / PerClass)], flags = [.. Enumerable.Range(0, flagged)];
        LabeledImages images = new(new byte[labels.Length * 3], labels, 1, 1, ["a", "b"]);
        double[] scores = [.. labels.Select((_, i) => i < flagged ? 5.0 : -5)];
        ScanReport scan = new(scores, 0, null, null, flags, flags, new Calibration(2 * cleanImages, 0)) { Doubts = doubts };
        ClassGate[] gates = [new(0, suspected ? 0.4 : 0, anomaly, suspected ? 0 : 1, 0.4, 0, PerClass, cleanImages, suspected), new(1, 0, 0, 1, 0.5, 0.5, PerClass, cleanImages, false)];
        ViewSeparation[] views = pixels is double auc ? [new("layers", 0.99, 0.01), new(EvidenceScanner.Pixels, auc, deviation)] : [];
        return EvidenceVerdict.Of(new EvidenceReport(scan, gates, [], views), images);
    }
}

using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis;

public sealed class VerdictTests
{
    // Of 10,000 clean images 50 are above: of 1,000 about 5.
    private static readonly Calibration Sharp = new(10_000, 50);

    [Fact]
    public void Flags_as_clean_images_give_them_are_no_finding()
    {
        Verdict verdict = Judge(Sharp, 1, 0, 2, 0, 0, 1, 0, 0, 1, 0);
        verdict.Severity.ShouldBe(Severity.None);
        verdict.SuspectedTarget.ShouldBeNull();
    }

    [Fact]
    public void Flags_that_clean_images_give_once_in_hundreds_of_sets_are_low()
    {
        // Poisson of mean 5: at least 13 has a chance of 0.002.
        Judge(Sharp, 2, 1, 1, 2, 1, 1, 2, 1, 1, 1).Severity.ShouldBe(Severity.Low);
    }

    [Fact]
    public void Far_too_many_flags_over_all_classes_are_medium_and_point_at_none()
    {
        Verdict verdict = Judge(Sharp, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
        (verdict.Severity, verdict.SuspectedTarget).ShouldBe((Severity.Medium, null));
    }

    [Fact]
    public void A_few_flags_that_share_a_class_are_medium_and_point_at_it()
    {
        Verdict verdict = Judge(Sharp, 0, 0, 0, 15, 0, 0, 1, 0, 0, 1);
        (verdict.Severity, verdict.SuspectedTarget).ShouldBe((Severity.Medium, 3));
    }

    [Fact]
    public void Far_too_many_flags_in_one_class_are_high_and_point_at_it()
    {
        Verdict verdict = Judge(Sharp, 1, 0, 0, 0, 0, 0, 0, 80, 0, 0);
        (verdict.Severity, verdict.SuspectedTarget).ShouldBe((Severity.High, 7));
        verdict.Headline.ShouldContain("81 of 1000");
        verdict.Headline.ShouldContain("80 of them carry the label 7, 'class 7'");
    }

    [Fact]
    public void Few_held_out_images_make_the_same_flags_less_certain()
    {
        int[] flags = [2, 1, 1, 2, 1, 1, 2, 1, 1, 1];
        Judge(new Calibration(100, 0.5), flags).Severity.ShouldBe(Severity.None);
        Judge(new Calibration(100, 0.5), flags).PValue.ShouldBeGreaterThan(Judge(Sharp, flags).PValue);
    }

    [Fact]
    public void Too_few_held_out_images_rule_nothing_out_and_it_is_said_how_many_would()
    {
        Verdict verdict = Judge(new Calibration(12, 0), 30, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        verdict.Severity.ShouldBe(Severity.Medium); // the other classes tell

        Verdict spread = Judge(new Calibration(12, 0), 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
        spread.Severity.ShouldBe(Severity.Inconclusive);
        // By hand: a share above s has the chance (1 - s)^n; 0.005 of it at s = 0.1 needs n = ln 0.005 / ln 0.9 = 50.3.
        int enough = int.Parse(System.Text.RegularExpressions.Regex.Match(spread.Explanation, "About (\\d+) clean images held out").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        enough.ShouldBeInRange(49, 54);
    }

    [Fact]
    public void A_few_flags_of_one_class_stand_out_from_the_other_classes_where_few_were_held_out() =>
        Judge(new Calibration(258, 0.65), 21, 1, 1, 1, 1, 1, 1, 1, 1, 1).Severity.ShouldBe(Severity.High);

    [Fact]
    public void A_class_must_stand_out_from_the_other_classes_too()
    {
        // Images of another source: all classes are far above the clean ones, and the rest explains the largest.
        Verdict verdict = Judge(Sharp, 40, 38, 41, 39, 40, 42, 38, 40, 41, 40);
        (verdict.Severity, verdict.SuspectedTarget).ShouldBe((Severity.Medium, null));
    }

    [Fact]
    public void The_p_value_is_twice_the_smaller_chance_and_the_confidence_its_complement()
    {
        // By hand: 20 held out, 1 above; of 10 images 3 above has the chance 2/21 = 0.0952 (calibration.json).
        LabeledImages images = Images(5, 5);
        double[] scores = [1, 0, 0, 0, 0, 1, 1, 0, 0, 0];
        Verdict verdict = Verdict.Of(new ScanReport(scores, 0.5, null, null, [0, 5, 6], [], new Calibration(20, 1)), images);
        verdict.PValue.ShouldBe(4.0 / 21, 1e-12);
        verdict.Confidence.ShouldBe(17.0 / 21, 1e-12);
    }

    [Fact]
    public void Clean_sets_are_suspected_no_more_often_than_the_rules_say()
    {
        const int Trials = 2000;
        RandomStream random = new Seed(3).For("verdict").Stream();
        int suspected = Enumerable.Range(0, Trials).Count(_ =>
        {
            double[] clean = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble()).Order()];
            double[] scores = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
            LabeledImages images = Images(100, 100, 100, 100, 100);
            ScanReport scan = DatasetScanner.Report(scores, images.Labels.ToArray(), 5, new ScanOptions { FalsePositiveRate = 0.05 },
                rate => clean[^((int)(rate * clean.Length) + 1)]);
            return Verdict.Of(scan with { Calibration = new Calibration(100, clean.Count(score => score > scan.Threshold)) }, images).Severity != Severity.None;
        });
        suspected.ShouldBeLessThan((int)(0.01 * Trials + 3 * Math.Sqrt(0.01 * Trials)));
    }

    [Fact]
    public void A_class_finding_has_its_share_and_how_far_it_is_from_the_median_in_robust_deviations()
    {
        // Shares 0.04, 0.08, 0.12, 0.8: median 0.1, median absolute deviation 0.04.
        ClassFinding[] classes = [.. Verdict.Of(Scan([25, 25, 25, 25], [1, 2, 3, 20], Sharp), Images(25, 25, 25, 25)).Classes];
        classes.Select(found => found.Share).ShouldBe([0.04, 0.08, 0.12, 0.8], 1e-12);
        classes[3].Anomaly.ShouldBe(0.7 / (1.4826 * 0.04), 1e-9);
        classes[0].Anomaly.ShouldBe(-0.06 / (1.4826 * 0.04), 1e-9);
    }

    [Fact]
    public void An_anomaly_among_equal_classes_is_finite_and_an_empty_class_has_none()
    {
        ClassFinding[] classes = [.. Verdict.Of(Scan([25, 25, 25, 0, 25], [0, 0, 0, 0, 5], Sharp), Images(25, 25, 25, 0, 25)).Classes];
        classes[4].Anomaly.ShouldBe(0.2 / (5.0 / 100), 1e-9);
        (classes[3].Images, classes[3].Share, classes[3].Anomaly).ShouldBe((0, 0.0, 0.0));
    }

    [Fact]
    public void A_scan_without_calibration_or_of_other_images_is_refused()
    {
        ScanReport scan = Scan([25, 25], [1, 1], Sharp);
        Should.Throw<ArgumentException>(() => Verdict.Of(scan with { Calibration = null }, Images(25, 25))).Message.ShouldContain("scan again");
        Should.Throw<ArgumentException>(() => Verdict.Of(scan, Images(25, 24))).Message.ShouldContain("a scan of 50 images, not of these 49");
    }

    private static Verdict Judge(Calibration clean, params int[] flags)
    {
        int[] counts = [.. flags.Select(_ => 1000 / flags.Length)];
        return Verdict.Of(Scan(counts, flags, clean), Images(counts));
    }

    /// <summary>So many flagged images in each class, its first ones.</summary>
    private static ScanReport Scan(int[] counts, int[] flags, Calibration clean)
    {
        double[] scores = [.. counts.SelectMany((count, label) => Enumerable.Range(0, count).Select(i => i < flags[label] ? 2.0 : 0.0))];
        int[] flagged = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > 1)];
        return new ScanReport(scores, 1, null, null, flagged, flagged, clean);
    }

    private static LabeledImages Images(params int[] counts)
    {
        int[] labels = [.. counts.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        return new LabeledImages(new byte[3 * labels.Length], labels, 1, 1, [.. counts.Select((_, label) => $"class {label}")]);
    }
}

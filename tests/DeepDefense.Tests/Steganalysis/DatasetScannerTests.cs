using DeepDefense.Datasets;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Steganalysis;

public sealed class DatasetScannerTests
{
    private static readonly int[] TenClasses = [.. Enumerable.Range(0, 1000).Select(i => i % 10)];

    // A calibration in which a share f of clean images scores above 1 - f.
    private static double ThresholdAt(double rate) => 1 - rate;

    [Fact]
    public void Images_are_isolated_by_rank_up_to_the_isolation_rate()
    {
        double[] scores = new double[1000];
        for (int i = 0; i < 100; i++) { scores[i] = 2 + i; }
        ScanReport report = DatasetScanner.Report(scores, TenClasses, 10, new ScanOptions { UseLabels = false }, ThresholdAt);
        report.Flagged.Length.ShouldBe(100);
        report.Isolated.ShouldBe(Enumerable.Range(60, 40).Reverse());
    }

    [Fact]
    public void The_label_that_most_flagged_images_share_gets_the_rest_of_the_false_positives()
    {
        int[] labels = [.. TenClasses];
        double[] scores = new double[1000];
        for (int i = 0; i < 100; i++) { (labels[i], scores[i]) = (3, 2); }
        (labels[100], scores[100]) = (3, 0.98); // below the strict 0.9975, above the relaxed 0.9725
        (labels[101], scores[101]) = (4, 0.98);
        ScanReport report = DatasetScanner.Report(scores, labels, 10, new ScanOptions(), ThresholdAt);
        report.SuspectedTarget.ShouldBe(3);
        report.Flagged.ShouldContain(100);
        report.Flagged.ShouldNotContain(101);
    }

    [Fact]
    public void Flags_spread_over_all_labels_point_at_no_target()
    {
        double[] scores = new double[1000];
        for (int i = 0; i < 100; i++) { scores[i] = 2; }
        DatasetScanner.Report(scores, TenClasses, 10, new ScanOptions(), ThresholdAt).SuspectedTarget.ShouldBeNull();
    }

    [Fact]
    public void As_many_flags_as_clean_images_would_give_isolate_nothing()
    {
        double[] scores = new double[1000];
        for (int i = 0; i < 15; i++) { scores[i] = 2; }
        DatasetScanner.Report(scores, TenClasses, 10, new ScanOptions(), ThresholdAt).Isolated.ShouldBeEmpty();
    }

    [Fact]
    public void A_little_poison_of_one_label_is_isolated_and_clean_flags_of_others_are_not()
    {
        // 12 of 1,000 are poisoned; 3 clean ones are flagged beside them, of other labels, and one of the label by the relaxed threshold.
        (double[] scores, int[] labels) = (new double[1000], [.. TenClasses]);
        for (int i = 0; i < 12; i++) { (labels[i], scores[i]) = (3, 2 + i); }
        for (int i = 20; i < 23; i++) { (labels[i], scores[i]) = (i - 20, 5); }
        (labels[30], scores[30]) = (3, 0.98);
        ScanReport report = DatasetScanner.Report(scores, labels, 10, new ScanOptions(), ThresholdAt) with { Calibration = new Calibration(400, 1) };
        report.Flagged.Length.ShouldBe(16);
        report.Isolated.ShouldBeEmpty();
        DatasetScanner.Judged(report, Black(labels), new ScanOptions()).Isolated.ShouldBe(Enumerable.Range(0, 12).Reverse());
        DatasetScanner.Judged(report, Black(labels), new ScanOptions { IsolationRate = 0.005 }).Isolated.ShouldBe([11, 10, 9, 8, 7]);
    }

    [Fact]
    public void A_few_flags_that_are_no_finding_isolate_nothing()
    {
        (double[] scores, int[] labels) = (new double[1000], [.. TenClasses]);
        for (int i = 0; i < 12; i++) { (labels[i], scores[i]) = (i < 7 ? 3 : 4, 2 + i); }
        ScanReport report = DatasetScanner.Report(scores, labels, 10, new ScanOptions(), ThresholdAt) with { Calibration = new Calibration(400, 8) };
        report.SuspectedTarget.ShouldBe(3);
        DatasetScanner.Judged(report, Black(labels), new ScanOptions()).Isolated.ShouldBeEmpty();
    }

    [Fact]
    public void Many_flags_that_are_no_finding_isolate_nothing()
    {
        // 30 of 1,000, over all labels, where few clean images were held out and some of them are flagged too.
        double[] scores = new double[1000];
        for (int i = 0; i < 30; i++) { scores[i] = 2; }
        ScanReport report = DatasetScanner.Report(scores, TenClasses, 10, new ScanOptions(), ThresholdAt) with { Calibration = new Calibration(100, 2) };
        report.Isolated.Length.ShouldBe(30);
        DatasetScanner.Judged(report, Black(TenClasses), new ScanOptions()).Isolated.ShouldBeEmpty();
    }

    [Fact]
    public void Algorithm_1_takes_the_first_positive_images_in_data_order()
    {
        double[] scores = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        ScanReport report = DatasetScanner.Report(scores, TenClasses, 10, new ScanOptions { Rule = IsolationRule.DataOrder }, ThresholdAt);
        report.Isolated.ShouldBe(Enumerable.Range(0, 40).Select(i => 2 * i));
    }

    private static LabeledImages Black(int[] labels) =>
        new(new byte[3 * labels.Length], labels, 1, 1, [.. Enumerable.Range(0, 10).Select(label => $"class {label}")]);
}

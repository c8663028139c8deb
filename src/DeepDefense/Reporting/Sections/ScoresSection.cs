using DeepDefense.Evaluation;
using DeepDefense.Reporting.Plots;

namespace DeepDefense.Reporting.Sections;

/// <summary>How scores are spread, and what other thresholds would have given.</summary>
internal static class ScoresSection
{
    private const double LeastRate = 1e-4;

    internal static Html Of(ScanFindings scan) => Html.Of($"""
        <section id="scores">
        <h2>Scores</h2>
        <p>The score of an image is the log-odds of being poisoned. The threshold comes from clean images that the detector never learned from.</p>
        <div class="columns">
        <figure>{Histogram(scan).Inline()}<figcaption>Images by score; the vertical axis is logarithmic, so that single images are seen.</figcaption></figure>
        {Roc(scan)}
        </div>
        </section>

        """);

    private static Plot Histogram(ScanFindings scan)
    {
        ScoreHistogram histogram = scan.Histogram;
        IEnumerable<int> counts = histogram.Counts.Concat(histogram.Poisoned ?? []);
        bool truth = histogram.Poisoned is not null;
        List<PlotBars> bars = [Bars(truth ? "clean" : "", histogram.Counts)];
        if (truth) { bars.Add(Bars("poisoned", histogram.Poisoned!)); }
        List<PlotMark> marks = [new(scan.Threshold, $"threshold {Show.Score(scan.Threshold)}")];
        if (scan.TargetThreshold is double relaxed) { marks.Insert(0, new PlotMark(relaxed, $"suspected label {Show.Score(relaxed)}")); }
        return new Plot("Histogram of scores with the threshold", new PlotAxis("score (log-odds of being poisoned)", histogram.Low, histogram.High),
            new PlotAxis("images", 0.7, Math.Max(counts.Max(), 1) * 1.4, Logarithmic: true))
        {
            Bars = bars,
            Marks = marks,
        };

        PlotBars Bars(string name, IReadOnlyList<int> heights) => new(name, histogram.Low, histogram.High, [.. heights.Select(height => (double)height)]);
    }

    private static Html Roc(ScanFindings scan)
    {
        if (scan.Roc is not { } points) { return Html.Of($"<p class=\"absent\">No ROC curve: which images are poisoned is not known.</p>"); }
        DetectionMetrics detection = scan.Detection;
        Plot plot = new("ROC curve", new PlotAxis("false-positive rate", LeastRate, 1, Logarithmic: true), new PlotAxis("detection rate", 0, 1))
        {
            Lines = [new PlotLine("", Staircase(points))],
            Marks = detection.FalsePositiveRate is double rate ? [new PlotMark(rate, $"here: {Show.Percent(detection.DetectionSuccessRate)} at {Show.Percent(rate)}")] : [],
        };
        (string Name, string Value)[] rows =
        [
            ("Area under the curve (AUC)", detection.Auc is double auc ? auc.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture) : "not known"),
            ("Detection rate (DSR) of this scan", Show.Percent(detection.DetectionSuccessRate)),
            ("False-positive rate of this scan", Show.Percent(detection.FalsePositiveRate)),
            ("DSR at a false-positive rate of 0.1 %", Show.Percent(detection.DetectionSuccessRateAt001)),
            ("DSR at 1 %", Show.Percent(detection.DetectionSuccessRateAt01)),
            ("DSR at 5 %", Show.Percent(detection.DetectionSuccessRateAt05)),
        ];
        return Html.Of($"""
            <figure>{plot.Inline()}<figcaption>Detection rate against false-positive rate; the truth is known here.</figcaption>
            <table><thead><tr><th scope="col">Detection</th><th scope="col">Value</th></tr></thead><tbody>{rows.Select(row => Html.Of($"<tr><th scope=\"row\">{row.Name}</th><td class=\"number\">{row.Value}</td></tr>"))}</tbody></table></figure>
            """);
    }

    private static PlotPoint[] Staircase(IReadOnlyList<RocPoint> points) => [.. points.Select(point => new PlotPoint(point.FalsePositiveRate, point.DetectionRate))];
}

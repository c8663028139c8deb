using DeepDefense.Reporting.Plots;
using DeepDefense.Training;

namespace DeepDefense.Reporting.Sections;

/// <summary>Losses of what was trained.</summary>
internal static class TrainingSection
{
    internal static Html Of(IReadOnlyList<LossPoint> losses) => losses.Count == 0 ? default : Html.Of($"""
        <section id="training">
        <h2>Training</h2>
        <div class="columns">{losses.GroupBy(point => point.Stage).Select(stage => Figure(stage.Key, [.. stage]))}</div>
        </section>

        """);

    private static Html Figure(string stage, LossPoint[] points)
    {
        double low = Math.Min(points.Min(point => point.Loss), 0), high = points.Max(point => point.Loss);
        Plot plot = new($"Loss of the stage {stage} by step", new PlotAxis("step", 0, points[^1].Step), new PlotAxis("loss", low, high > low ? high : low + 1))
        {
            Lines = [new PlotLine("", [.. points.Select(point => new PlotPoint(point.Step, point.Loss))])],
        };
        return Html.Of($"<figure>{plot.Inline()}<figcaption>{stage}: loss of single steps, {points[0].Loss:0.000} at first, {points[^1].Loss:0.000} at the end ({points.Length} of {points[^1].Step} steps drawn).</figcaption></figure>");
    }
}

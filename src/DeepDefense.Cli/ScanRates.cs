using System.Globalization;

namespace DeepDefense.Cli;

/// <summary>How fast a scan went, so that one sees what holds it up: images a second of the wall clock.</summary>
/// <param name="Read">Listed, read and decoded; of a cache that is there, opened.</param>
/// <param name="Scored">Scored by the detector, or looked at by all views of the evidence, their training included.</param>
internal sealed record ScanRates(double Read, double Scored)
{
    /// <summary>From what was taken.</summary>
    internal static ScanRates Of(int read, TimeSpan reading, int scored, TimeSpan scoring) => new(PerSecond(read, reading), PerSecond(scored, scoring));

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Read:N0} images a second read, {Scored:N0} scored");

    // A clock may stand still.
    private static double PerSecond(int images, TimeSpan taken) => Math.Round(images / Math.Max(taken.TotalSeconds, 1e-3), 1);
}

using System.Globalization;

namespace DeepDefense.Reporting.Plots;

/// <summary>One axis of a plot.</summary>
/// <param name="Label">What is measured, with its unit; may be empty.</param>
/// <param name="Low">Value at its beginning; above 0 where logarithmic.</param>
/// <param name="High">Value at its end.</param>
/// <param name="Logarithmic">Whether equal steps are equal factors. Default false.</param>
public sealed record PlotAxis(string Label, double Low, double High, bool Logarithmic = false)
{
    private const int AboutTicks = 5;

    /// <summary>Where a value lies: 0 at the beginning of the axis, 1 at its end; values outside are held there.</summary>
    internal double Place(double value)
    {
        double span = Scaled(High) - Scaled(Low);
        return span > 0 ? Math.Clamp((Scaled(value) - Scaled(Low)) / span, 0, 1) : 0;
    }

    /// <summary>Values to be labelled: multiples of 1, 2 or 5 times a power of ten; powers of ten where logarithmic.</summary>
    internal IEnumerable<(double Value, string Text)> Ticks()
    {
        if (Logarithmic)
        {
            for (int power = (int)Math.Ceiling(Math.Log10(Low) - 1e-9); power <= Math.Log10(High) + 1e-9; power++)
            {
                yield return Tick(Math.Pow(10, power));
            }
            yield break;
        }
        double step = Step();
        for (double k = Math.Ceiling(Low / step - 1e-9); k * step <= High + 1e-9 * step; k++) { yield return Tick(k * step); }
    }

    private double Step()
    {
        double rough = High > Low ? (High - Low) / AboutTicks : 1, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
    }

    private double Scaled(double value) => Logarithmic ? Math.Log10(Math.Max(value, Low)) : value;

    private static (double, string) Tick(double value) => (value, (value + 0.0).ToString("#,0.####", CultureInfo.InvariantCulture));
}

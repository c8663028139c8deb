using System.Globalization;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>How a page spells numbers.</summary>
internal static class Show
{
    /// <summary>A rate in percent, or that it is not known.</summary>
    internal static string Percent(double? rate) => rate is double known ? (100 * known).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "not known";

    /// <summary>A rate in percent that is not rounded up to certainty.</summary>
    internal static string Confidence(double rate) => rate > 0.9999 ? "> 99.99 %" : Percent(rate);

    /// <summary>A count with thousands.</summary>
    internal static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A class by its name, before a count of it: a name that is a number would be taken for one.</summary>
    internal static string Class(Verdict verdict, int label)
    {
        string name = verdict.NameOf(label);
        return double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"class {name}" : name;
    }

    /// <summary>A score, two places.</summary>
    internal static string Score(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A probability, two digits; 0 is what a double cannot hold.</summary>
    internal static string Chance(double chance) => chance switch
    {
        0 => "< 1e-300",
        < 0.001 => chance.ToString("0.0e-0", CultureInfo.InvariantCulture),
        _ => chance.ToString("0.0##", CultureInfo.InvariantCulture),
    };
}

using System.Runtime.CompilerServices;

namespace DeepDefense;

/// <summary>Guards for option records: the message always has the value and the allowed range.</summary>
internal static class Require
{
    /// <summary>A value in (0, 1).</summary>
    internal static double OpenUnit(double value, [CallerMemberName] string name = "") =>
        value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "must lie in (0, 1)");

    /// <summary>A value in [0, 1).</summary>
    internal static double HalfOpenUnit(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "must lie in [0, 1)");

    /// <summary>A value in (0, 1].</summary>
    internal static double PositiveUnit(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "must lie in (0, 1]");

    /// <summary>A value in [0, 1].</summary>
    internal static double ClosedUnit(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "must lie in [0, 1]");

    /// <summary>A value of at least <paramref name="minimum"/>.</summary>
    internal static int AtLeast(int value, int minimum, [CallerMemberName] string name = "") =>
        value >= minimum ? value : throw new ArgumentOutOfRangeException(name, value, $"must be at least {minimum}");

    /// <summary>A value in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    internal static double Within(double value, double least, double most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"must lie in [{least}, {most}]");

    /// <summary>A value in [<paramref name="least"/>, <paramref name="most"/>].</summary>
    internal static int Within(int value, int least, int most, [CallerMemberName] string name = "") =>
        value >= least && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"must lie in [{least}, {most}]");

    /// <summary>A finite value of at least 0.</summary>
    internal static double NotNegative(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must be at least 0");

    /// <summary>A finite value above 0.</summary>
    internal static double Positive(double value, [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must be above 0");

    /// <summary>A text that is not blank.</summary>
    internal static string Text(string value, [CallerMemberName] string name = "") =>
        !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must not be blank");
}

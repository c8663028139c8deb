using System.Runtime.CompilerServices;

namespace DeepDefense.Evaluation;

/// <summary>The guard of rates that may be unknown.</summary>
internal static class OptionalRate
{
    /// <summary>A value in [0, 1], or null.</summary>
    internal static double? Checked(double? value, [CallerMemberName] string name = "") =>
        value is double rate ? Require.ClosedUnit(rate, name) : null;
}

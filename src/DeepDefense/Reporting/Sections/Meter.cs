namespace DeepDefense.Reporting.Sections;

/// <summary>A share as a small bar beside its number; screen readers get the number alone.</summary>
internal static class Meter
{
    private const int Width = 100;

    internal static Html Of(double share) => Html.Of($"""
        <svg class="meter" viewBox="0 0 {Width} 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="{Width}" height="6"/><rect class="level" width="{Width * Math.Clamp(share, 0, 1):F1}" height="6"/></svg>
        """);
}

namespace DeepDefense.Browser.Tests;

/// <summary>Debian's Chromium.</summary>
internal static class Chromium
{
    internal const string Path = "/usr/bin/chromium";

    internal static bool IsPresent { get; } = File.Exists(Path);
}

/// <summary>A test that needs a browser, and is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (!Chromium.IsPresent) { Skip = $"no {Chromium.Path}: apt-get install chromium"; }
    }
}

/// <summary>The same for tests of several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        if (!Chromium.IsPresent) { Skip = $"no {Chromium.Path}: apt-get install chromium"; }
    }
}

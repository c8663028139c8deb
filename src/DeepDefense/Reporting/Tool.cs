using System.Reflection;

namespace DeepDefense.Reporting;

/// <summary>What files that others read say made them.</summary>
public static class Tool
{
    internal const string Name = "deepdefense";

    /// <summary>The version, and the commit where it was built from a repository.</summary>
    public static string Version { get; } =
        typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

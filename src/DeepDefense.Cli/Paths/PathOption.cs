using System.CommandLine;

namespace DeepDefense.Cli.Paths;

/// <summary>An option that names a file or folder.</summary>
/// <param name="name">The option.</param>
/// <param name="use">What the command does with it.</param>
internal sealed class PathOption(string name, PathUse use) : Option<string?>(name), IPathSymbol
{
    /// <inheritdoc/>
    public PathUse Use { get; } = use;
}

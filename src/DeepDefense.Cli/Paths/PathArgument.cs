using System.CommandLine;

namespace DeepDefense.Cli.Paths;

/// <summary>An argument that names a file or folder.</summary>
/// <param name="name">The argument.</param>
/// <param name="use">What the command does with it.</param>
internal sealed class PathArgument(string name, PathUse use) : Argument<string>(name), IPathSymbol
{
    /// <inheritdoc/>
    public PathUse Use { get; } = use;
}

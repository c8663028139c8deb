using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Paths;

/// <summary>A file or folder of a command.</summary>
/// <param name="Name">What named it, as a message says it: <c>--out</c>.</param>
/// <param name="Path">As it was typed.</param>
/// <param name="Use">What the command does with it.</param>
internal sealed record NamedPath(string Name, string Path, PathUse Use)
{
    /// <summary>Where it is, all links followed.</summary>
    internal string Real { get; } = RealPath.Of(Path);

    /// <summary>Whether it is written.</summary>
    internal bool IsOutput => Use >= PathUse.OutputFile;

    public override string ToString() => $"{Name} {Path}";
}

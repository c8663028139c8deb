namespace DeepDefense.Cli.Paths;

/// <summary>An option or argument that names a file or folder.</summary>
internal interface IPathSymbol
{
    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>What the command does with what it names.</summary>
    public PathUse Use { get; }
}

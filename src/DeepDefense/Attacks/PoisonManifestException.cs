namespace DeepDefense.Attacks;

/// <summary>A manifest that cannot be read, is inconsistent, or belongs to another training set.</summary>
public sealed class PoisonManifestException : FormatException
{
    /// <summary>An error at one place of a manifest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="cause">The error underneath, if there is one.</param>
    public PoisonManifestException(string path, string found, string expected, Exception? cause = null)
        : base($"{path}: found {found}, expected {expected}", cause) =>
        (Path, Found, Expected) = (path, found, expected);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }
}

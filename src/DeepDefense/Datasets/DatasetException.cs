namespace DeepDefense.Datasets;

/// <summary>A data set on disk does not hold what its layout asks for.</summary>
public sealed class DatasetException : Exception
{
    private const string Nothing = "there is no such file or folder";

    /// <summary>Says what is wrong where.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="position">Where in it, e.g. <c>record 3, byte 9219</c>, or null: as a whole.</param>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What should be there.</param>
    public DatasetException(string path, string? position, string found, string expected)
        : base($"{path}: {ReasonOf(position, found, expected)}")
    {
        (Path, Position, Reason) = (path, position, ReasonOf(position, found, expected));
    }

    /// <summary>Says that there is nothing.</summary>
    /// <param name="path">Where a file or folder was looked for.</param>
    internal DatasetException(string path)
        : base($"{path}: {Nothing}")
    {
        (Path, Reason) = (path, Nothing);
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Where in it, or null: as a whole.</summary>
    public string? Position { get; }

    /// <summary>Whether there is no image at all, good or bad.</summary>
    public bool HoldsNoImage { get; init; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }

    private static string ReasonOf(string? position, string found, string expected) =>
        $"{(position is null ? "" : $"{position}: ")}found {found}, expected {expected}";
}

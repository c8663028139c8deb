namespace DeepDefense.Imaging;

/// <summary>An image file does not hold what its format asks for.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Says what is wrong where.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">The byte at which it was seen, or null where that is not known.</param>
    /// <param name="found">What is there.</param>
    /// <param name="expected">What should be there.</param>
    public ImageFormatException(string path, long? offset, string found, string expected)
        : base($"{path}: {ReasonOf(offset, found, expected)}")
    {
        (Path, Offset, Reason) = (path, offset, ReasonOf(offset, found, expected));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The byte at which it was seen, counted from 0, or null where that is not known.</summary>
    public long? Offset { get; }

    /// <summary>Whether the file is of a kind that is not read at all, such as TIFF: it is then not scanned, which is no fault of the file.</summary>
    public bool IsUnreadKind { get; init; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }

    private static string ReasonOf(long? offset, string found, string expected) =>
        $"{(offset is null ? "" : $"at byte {offset}: ")}found {found}, expected {expected}";
}

namespace DeepDefense.Torch.Serialization;

/// <summary>A model file is not what it should be; the message names the file, the position, what was found and
/// what was expected.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>An empty refusal.</summary>
    public ModelFormatException()
    {
    }

    /// <summary>A refusal with its reason.</summary>
    public ModelFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its reason and cause.</summary>
    public ModelFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A refusal of one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Where in it, e.g. <c>byte 0</c> or <c>tensor 'fc.weight'</c>.</param>
    /// <param name="found">What stands there.</param>
    /// <param name="expected">What should stand there.</param>
    public ModelFormatException(string path, string position, string found, string expected)
        : base($"{path}: {position}: found {found}; expected {expected}") => Path = path;

    /// <summary>The file, where one is at fault.</summary>
    public string? Path { get; }
}

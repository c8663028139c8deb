namespace DeepDefense.Torch;

/// <summary>libtorch refused or failed; the message says which operation and why.</summary>
public sealed class TorchException : Exception
{
    /// <summary>An empty failure.</summary>
    public TorchException()
    {
    }

    /// <summary>A failure with its reason.</summary>
    public TorchException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its reason and cause.</summary>
    public TorchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal TorchException(string message, bool isOutOfMemory)
        : base(message) => IsOutOfMemory = isOutOfMemory;

    /// <summary>Whether memory ran out, on the CPU or the device.</summary>
    public bool IsOutOfMemory { get; }
}

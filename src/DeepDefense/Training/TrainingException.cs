namespace DeepDefense.Training;

/// <summary>A training cannot go on; the message says at which step and why.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>An empty failure.</summary>
    public TrainingException()
    {
    }

    /// <summary>A failure with its reason.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its reason and cause.</summary>
    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

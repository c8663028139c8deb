namespace DeepDefense.Protocol;

/// <summary>A run cannot begin or go on in its folder.</summary>
public sealed class RunException : Exception
{
    /// <summary>An empty refusal.</summary>
    public RunException()
    {
    }

    /// <summary>A refusal with its reason.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its reason and cause.</summary>
    public RunException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

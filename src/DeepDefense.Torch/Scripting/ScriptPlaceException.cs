namespace DeepDefense.Torch.Scripting;

/// <summary>A network does not have a place, or it could not be found for sure; the message says why.</summary>
public sealed class ScriptPlaceException : Exception
{
    /// <summary>An empty refusal.</summary>
    public ScriptPlaceException()
    {
    }

    /// <summary>A refusal with its reason.</summary>
    public ScriptPlaceException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its reason and cause.</summary>
    public ScriptPlaceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

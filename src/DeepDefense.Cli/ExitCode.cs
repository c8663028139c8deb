namespace DeepDefense.Cli;

/// <summary>What the process says at its end. 1 (findings) and 3 (nothing scanned) are kept for the pipeline gate.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Failed: a file is bad, missing or cannot be written, or a computation failed.</summary>
    public const int Failed = 2;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 4;

    /// <summary>Cancelled by the user; what was computed can be resumed.</summary>
    public const int Cancelled = 130;
}

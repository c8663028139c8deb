namespace DeepDefense.Cli;

/// <summary>What the process says at its end, in the codes of model scanners.</summary>
public static class ExitCode
{
    /// <summary>Done; of <c>scan</c> and <c>protect</c>: nothing found at or above <c>--fail-on</c>.</summary>
    public const int Success = 0;

    /// <summary><c>scan</c> or <c>protect</c> found poison at or above <c>--fail-on</c>.</summary>
    public const int Findings = 1;

    /// <summary>Failed, or incomplete: a file is bad, missing or cannot be written, was skipped, a computation failed, or a
    /// verdict is inconclusive.
    /// Outranks <see cref="Findings"/>.</summary>
    public const int Failed = 2;

    /// <summary>The folder holds nothing that could be scanned.</summary>
    public const int NothingScanned = 3;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 4;

    /// <summary>Cancelled by the user; what was computed can be resumed.</summary>
    public const int Cancelled = 130;
}

namespace DeepDefense.Cli;

/// <summary>The command line or the configuration asks for what cannot be.</summary>
/// <param name="problems">What is wrong, each in a line of its own.</param>
internal sealed class UsageException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    internal UsageException(string problem)
        : this([problem])
    {
    }

    /// <summary>What is wrong.</summary>
    internal IReadOnlyList<string> Problems { get; } = problems;
}

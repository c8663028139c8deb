namespace DeepDefense.Torch.Scripting;

/// <summary>What a foreign network may take while it is tried in a process of its own.</summary>
public sealed record ScriptTrialOptions
{
    /// <summary>One minute; 4 GiB and four times the file.</summary>
    public static ScriptTrialOptions Default { get; } = new();

    /// <summary>Time for everything: starting, reading, all images; more than 0.</summary>
    public TimeSpan Timeout { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Timeout)); } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of memory beside four times the length of the file; more than 0.</summary>
    public long Memory { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Memory)); } = 4L << 30;

    /// <summary>Bytes of memory for a file of a length.</summary>
    internal long MemoryFor(long length) => Memory + 4 * length;
}

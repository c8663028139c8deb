using System.Globalization;

namespace DeepDefense.Torch.Scripting;

/// <summary>What a foreign network may take while it is tried in a process of its own.</summary>
public sealed record ScriptTrialOptions
{
    /// <summary>Names the seconds that a trial may take where nothing else is said, for slow machines.</summary>
    public const string Variable = "DEEPDEFENSE_TRIAL_SECONDS";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>One minute, or the seconds that <see cref="Variable"/> said when it was first asked for; 4 GiB and four times the file.</summary>
    public static ScriptTrialOptions Default { get; } = From(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Time for everything: starting, reading, all images; more than 0.</summary>
    public TimeSpan Timeout { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Timeout)); } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of memory beside four times the length of the file; more than 0.</summary>
    public long Memory { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Memory)); } = 4L << 30;

    /// <summary>Those for a number of seconds, up to a day; where it is none, as if nothing was said.</summary>
    internal static ScriptTrialOptions From(string? seconds) => double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0
        ? new() { Timeout = TimeSpan.FromSeconds(Math.Clamp(number, 1, Longest.TotalSeconds)) } : new();

    /// <summary>Bytes of memory for a file of a length.</summary>
    internal long MemoryFor(long length) => Memory + 4 * length;
}

using System.Globalization;

namespace DeepDefense.Torch.Serialization;

/// <summary>Who holds a lock.</summary>
/// <param name="Process">The number of the process.</param>
/// <param name="Host">The name of its machine.</param>
/// <param name="Since">Since when.</param>
public sealed record LockHolder(int Process, string Host, DateTimeOffset Since)
{
    /// <summary>This process.</summary>
    internal static LockHolder Here(TimeProvider time) => new(Environment.ProcessId, Environment.MachineName, time.GetUtcNow());

    /// <summary>Whether it is a process of this machine.</summary>
    public bool IsHere => Host == Environment.MachineName;

    /// <summary>In words, for a message.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host} since {Since:yyyy-MM-dd HH:mm:ss} UTC");
}

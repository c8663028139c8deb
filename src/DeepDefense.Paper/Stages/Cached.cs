namespace DeepDefense.Paper.Stages;

/// <summary>What a stage computed, now or in an earlier run.</summary>
/// <typeparam name="T">What.</typeparam>
/// <param name="Value">It; of a file, its path.</param>
/// <param name="Key">Hash of all that decided it; the input of stages that use it.</param>
/// <param name="Seconds">Time that it took when it was computed, without the stages that it uses; of a stage that was stopped and
/// resumed, of all its sessions, but for one that was killed.</param>
public sealed record Cached<T>(T Value, string Key, double Seconds);

using System.Diagnostics;

namespace DeepDefense.Cli.Tests;

/// <summary>What tests of runs that are stopped share: what they work on, and what a run that nobody stops leaves.</summary>
[CollectionDefinition(Name)]
public sealed class StoppedRuns : ICollectionFixture<StoppedRuns>, IAsyncLifetime, IDisposable
{
    internal const string Name = "stopped runs";
    private readonly Dictionary<string[], (string Left, TimeSpan Length)> _alone = [];

    internal PoisonedSet Set { get; } = new();

    public Task InitializeAsync() => Set.InitializeAsync();

    public Task DisposeAsync() => Set.DisposeAsync();

    public void Dispose() => Set.Dispose();

    /// <summary>A run in a folder of this name.</summary>
    internal ProtectRun In(string name, string[] options) => new(Set, Set.In(name), options);

    /// <summary>What a run with these options leaves, and how long it takes.</summary>
    internal async Task<(string Left, TimeSpan Length)> Alone(string[] options)
    {
        if (!_alone.TryGetValue(options, out (string, TimeSpan) known))
        {
            long start = Stopwatch.GetTimestamp();
            string left = await In($"alone{_alone.Count}", options).Finish();
            _alone.Add(options, known = (left, Stopwatch.GetElapsedTime(start)));
        }
        return known;
    }
}

using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Tests.Stages;

public sealed class StageCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _computed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stage_of_the_same_inputs_is_computed_once_even_by_another_process()
    {
        Compute(new { Steps = 5 }).Value.ShouldBe(42);
        Compute(new { Steps = 5 }).Value.ShouldBe(42);
        _computed.ShouldBe(1);
    }

    [Fact]
    public void Other_inputs_are_another_stage()
    {
        string first = Compute(new { Steps = 5 }).Key;
        Compute(new { Steps = 6 }).Key.ShouldNotBe(first);
        _computed.ShouldBe(2);
    }

    [Fact]
    public void The_time_of_the_first_computation_is_kept()
    {
        StageCache cache = new(_folder.Path, new Clock());
        cache.Value("slow", 1, () => 1).Seconds.ShouldBe(1);
        cache.Value("slow", 1, () => 1).Seconds.ShouldBe(1);
    }

    [Fact]
    public void The_time_of_a_stage_that_was_stopped_counts_too()
    {
        StageCache cache = new(_folder.Path, new Clock());
        Should.Throw<OperationCanceledException>(() => cache.Value<int>("slow", 1, () => throw new OperationCanceledException()));
        cache.Value("slow", 1, () => 1).Seconds.ShouldBe(2);
        Directory.GetFiles(_folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void A_network_whose_training_failed_is_trained_again_from_its_state()
    {
        StageCache cache = new(_folder.Path, TimeProvider.System);
        Should.Throw<OperationCanceledException>(() => cache.Model("victim", 1, (_, state) =>
        {
            File.WriteAllText(state, "half");
            File.WriteAllText(state + ".fine-tune", "a part of it");
            throw new OperationCanceledException();
        }));
        Cached<string> made = cache.Model("victim", 1, (path, state) => File.WriteAllText(path, File.ReadAllText(state) + " and whole"));
        File.ReadAllText(made.Value).ShouldBe("half and whole");
        Directory.GetFiles(_folder.Path, "*.checkpoint*").ShouldBeEmpty();
    }

    [Fact]
    public void A_network_whose_file_was_removed_is_made_again()
    {
        StageCache cache = new(_folder.Path, TimeProvider.System);
        Cached<string> Make() => cache.Model("victim", 1, (path, _) => File.WriteAllText(path, $"{++_computed}"));
        File.Delete(Make().Value);
        File.ReadAllText(Make().Value).ShouldBe("2");
    }

    private Cached<int> Compute(object inputs) => new StageCache(_folder.Path, TimeProvider.System).Value("answer", inputs, () =>
    {
        _computed++;
        return 42;
    });

    /// <summary>A clock on which every look is a second later.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;
    }
}

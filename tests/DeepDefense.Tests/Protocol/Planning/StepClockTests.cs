using DeepDefense.Protocol.Planning;
using DeepDefense.Training;

namespace DeepDefense.Tests.Protocol.Planning;

public sealed class StepClockTests
{
    [Fact]
    public void The_median_leaves_the_first_two_steps_out()
    {
        using CancellationTokenSource stop = new();
        Report(stop, [9, 8, 1, 7, 2, 3]).SecondsAStep.ShouldBe(2.5, 1e-9);
    }

    [Fact]
    public void A_training_of_two_steps_is_timed_by_them()
    {
        using CancellationTokenSource stop = new();
        Report(stop, [4, 2]).SecondsAStep.ShouldBe(3, 1e-9);
    }

    [Fact]
    public void Slow_steps_are_stopped_after_five_beyond_the_first_two()
    {
        using CancellationTokenSource stop = new();
        Report(stop, [1, 1, 1, 1, 1, 1]);
        stop.IsCancellationRequested.ShouldBeFalse();
        Report(stop, [1, 1, 1, 1, 1, 1, 1]);
        stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Fast_steps_are_stopped_after_forty_beyond_the_first_two()
    {
        using CancellationTokenSource stop = new();
        Report(stop, [.. Enumerable.Repeat(0.001, 41)]);
        stop.IsCancellationRequested.ShouldBeFalse();
        Report(stop, [.. Enumerable.Repeat(0.001, 42)]);
        stop.IsCancellationRequested.ShouldBeTrue();
    }

    private static StepClock Report(CancellationTokenSource stop, double[] seconds)
    {
        Clock time = new();
        StepClock clock = new(time, stop);
        for (int i = 0; i < seconds.Length; i++)
        {
            time.Now += TimeSpan.FromSeconds(seconds[i]).Ticks;
            clock.Report(new TrainingProgress(i + 1, seconds.Length, 0));
        }
        return clock;
    }

    private sealed class Clock : TimeProvider
    {
        internal long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;
    }
}

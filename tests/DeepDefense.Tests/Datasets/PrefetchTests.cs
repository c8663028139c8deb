using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

public sealed class PrefetchTests
{
    private const int Ahead = 2;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    [Fact]
    public void Values_come_in_their_order() =>
        Enumerable.Range(0, 1000).Prefetched(Ahead, CancellationToken.None).ShouldBe(Enumerable.Range(0, 1000));

    [Fact]
    public void No_more_are_made_than_wait_and_one_in_hand()
    {
        int made = 0;
        IEnumerable<int> values = Enumerable.Range(0, 100).Select(value => Interlocked.Increment(ref made) - 1);
        int used = 0;
        foreach (int _ in values.Prefetched(Ahead, CancellationToken.None))
        {
            used++;
            SpinWait.SpinUntil(() => Volatile.Read(ref made) == Math.Min(used + Ahead + 1, 100), Enough).ShouldBeTrue();
            Thread.Sleep(1);
            Volatile.Read(ref made).ShouldBeLessThanOrEqualTo(used + Ahead + 1);
        }
    }

    [Fact]
    public void A_failure_comes_behind_the_values_before_it()
    {
        List<int> seen = [];
        Should.Throw<InvalidDataException>(() => { foreach (int value in FailsAfter(3).Prefetched(Ahead, CancellationToken.None)) { seen.Add(value); } }).Message.ShouldBe("at 3");
        seen.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Whoever_stops_early_ends_the_making()
    {
        bool hasEnded = false;
        Endless(() => hasEnded = true).Prefetched(Ahead, CancellationToken.None).First().ShouldBe(0);
        hasEnded.ShouldBeTrue();
    }

    [Fact]
    public void Cancelling_ends_both()
    {
        using CancellationTokenSource source = new();
        bool hasEnded = false;
        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (int _ in Endless(() => hasEnded = true).Prefetched(Ahead, source.Token)) { source.Cancel(); }
        });
        hasEnded.ShouldBeTrue();
    }

    private static IEnumerable<int> Endless(Action ended)
    {
        try
        {
            for (int i = 0; ; i++) { yield return i; }
        }
        finally
        {
            ended();
        }
    }

    private static IEnumerable<int> FailsAfter(int count)
    {
        for (int i = 0; i < count; i++) { yield return i; }
        throw new InvalidDataException($"at {count}");
    }
}

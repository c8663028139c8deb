using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

public sealed class OrderedParallelTests
{
    [Fact]
    public void The_first_failure_by_index_is_thrown_as_it_is() =>
        Should.Throw<InvalidDataException>(() => OrderedParallel.For(1000, i =>
        {
            if (i % 100 == 7) { throw new InvalidDataException($"at {i}"); }
        })).Message.ShouldBe("at 7");

    [Fact]
    public void Every_index_is_visited_once()
    {
        int[] visits = new int[1000];
        OrderedParallel.For(visits.Length, i => Interlocked.Increment(ref visits[i]));
        visits.ShouldAllBe(count => count == 1);
    }
}

using DeepDefense.Torch.Distributed;

namespace DeepDefense.Torch.Tests.Distributed;

public sealed class ProcessGroupTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 64)]
    [InlineData(4, 4)]
    public void The_shares_of_all_ranks_make_up_the_batch_in_order(int size, int batch)
    {
        Share[] shares = [.. Enumerable.Range(0, size).Select(rank => ThreadGroup.Lonely(rank, size).ShareOf(batch))];
        shares.SelectMany(share => Enumerable.Range(share.Start, share.Count)).ShouldBe(Enumerable.Range(0, batch));
        shares.Sum(share => share.Weight).ShouldBe(1, 1e-12);
        (shares.Max(share => share.Count) - shares.Min(share => share.Count)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void More_ranks_than_items_are_refused_with_how_many_may_be() =>
        Should.Throw<ArgumentException>(() => ThreadGroup.Lonely(0, 3).ShareOf(2)).Message.ShouldStartWith("a batch of 2 cannot be divided among 3 ranks: start at most 2");

    [Fact]
    public void All_ranks_get_the_text_of_the_first() =>
        ThreadGroup.Run(3, group => group.FromFirst($"of {group.Rank}, ü", default)).ShouldBe(["of 0, ü", "of 0, ü", "of 0, ü"]);

    [Fact]
    public void A_rank_that_works_on_something_else_says_so() =>
        Should.Throw<InvalidDataException>(() => ThreadGroup.Run(2, group =>
        {
            group.RequireSame("a state", $"step {group.Rank * 50}", default);
            return 0;
        })).Message.ShouldStartWith("rank 1 finds a state: step 50; rank 0 finds step 0");
}

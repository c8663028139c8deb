using DeepDefense.Datasets;
using DeepDefense.Review;
using DeepDefense.Tests.Attacks;

namespace DeepDefense.Tests.Review;

public sealed class ReviewSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Journal => _folder["decisions.journal"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_windows_lose_nothing_of_each_other_and_each_learns_only_what_is_new()
    {
        using ReviewSession session = ReviewExample.Open(Journal);
        session.Apply(new ReviewAction([1, 2], ImageDecision.Poisoned)).ShouldBeTrue();
        int known = session.State(0).Version;
        session.Apply(new ReviewAction([3], ImageDecision.Clean)).ShouldBeTrue();
        session.State(known).Changed.Select(image => image.Row).ShouldBe([3]);
        session.State(0).Changed.Select(image => image.Decision).ShouldBe([ImageDecision.Poisoned, ImageDecision.Poisoned, ImageDecision.Clean]);
    }

    [Fact]
    public void Undo_takes_back_one_action_whole_with_its_threshold()
    {
        using ReviewSession session = ReviewExample.Open(Journal);
        session.Apply(new ReviewAction([1], ImageDecision.Poisoned, Label: 2));
        session.Apply(new ReviewAction([1, 4], ImageDecision.Clean, Threshold: 9));
        session.Apply(new ReviewAction(Undo: true)).ShouldBeTrue();
        session.State(0).Threshold.ShouldBe(1);
        session.State(0).Changed.Select(image => (image.Row, image.Decision, image.Label)).ShouldBe([(1, ImageDecision.Poisoned, 2), (4, ImageDecision.Undecided, null)]);
        session.Apply(new ReviewAction(Undo: true)).ShouldBeTrue();
        session.Apply(new ReviewAction(Undo: true)).ShouldBeFalse();
    }

    [Fact]
    public void A_session_whose_process_was_killed_is_gone_on_with_undo_included()
    {
        using (ReviewSession session = ReviewExample.Open(Journal))
        {
            session.Apply(new ReviewAction([1], ImageDecision.Poisoned));
            session.Apply(new ReviewAction([2], ImageDecision.Clean));
        }
        File.AppendAllText(Journal, "{\"rows\":[5],\"deci");
        using (ReviewSession session = ReviewExample.Open(Journal))
        {
            session.State(0).Changed.Select(image => image.Row).ShouldBe([1, 2]);
            session.Apply(new ReviewAction(Undo: true)).ShouldBeTrue();
        }
        using ReviewSession last = ReviewExample.Open(Journal);
        last.State(0).Changed.Where(image => image.Decision != ImageDecision.Undecided).Select(image => image.Row).ShouldBe([1]);
    }

    [Fact]
    public void A_journal_of_another_set_is_refused()
    {
        ReviewExample.Open(Journal).Dispose();
        Should.Throw<DatasetException>(() => ReviewExample.Open(Journal, TestImages.Of(12, height: 9, withSources: true))).Message.ShouldStartWith($"{Journal}: line 1: found decisions of another training set");
    }

    [Fact]
    public void A_journal_on_another_table_of_scores_is_refused_with_what_to_do()
    {
        ReviewExample.Open(Journal).Dispose();
        _folder.Write("scan.csv", "others"u8);
        string message = Should.Throw<DatasetException>(() => ReviewExample.Open(Journal)).Message;
        message.ShouldStartWith($"{Journal}: line 1: found decisions on another scan.csv (SHA-256 ");
        message.ShouldContain("move the journal away to begin anew");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"rows\":[99],\"decision\":\"clean\"}")]
    [InlineData("{\"rows\":[1],\"decision\":7}")]
    [InlineData("{\"rows\":[1],\"label\":\"\\uD800\"}")]
    [InlineData("{\"threshold\":\"NaN\"}")]
    public void A_damaged_line_of_a_journal_is_named(string line)
    {
        ReviewExample.Open(Journal).Dispose();
        File.AppendAllText(Journal, line + "\n");
        Should.Throw<DatasetException>(() => ReviewExample.Open(Journal)).Message.ShouldStartWith($"{Journal}: line 2: ");
    }

    [Fact]
    public void What_cannot_be_is_refused_and_leaves_no_trace()
    {
        using ReviewSession session = ReviewExample.Open(Journal);
        ReviewAction[] impossible =
        [
            new(), new([]), new([1]), new([-1], ImageDecision.Clean), new([12], ImageDecision.Clean), new(null, ImageDecision.Clean), new([1], (ImageDecision)9),
            new([1], Label: 3), new([1], Label: -2), new([1], ImageDecision.Clean, Undo: true), new(Threshold: double.PositiveInfinity), new(Undo: true),
        ];
        impossible.Where(session.Apply).ShouldBeEmpty();
        session.State(0).Version.ShouldBe(0);
    }

    [Fact]
    public void A_finished_review_is_written_and_takes_no_more()
    {
        using ReviewSession session = ReviewExample.Open(Journal);
        session.Apply(new ReviewAction([1], ImageDecision.Poisoned));
        session.Finish(_folder["decisions.json"], "run");
        session.Apply(new ReviewAction([2], ImageDecision.Poisoned)).ShouldBeFalse();
        Decisions.Read(_folder["decisions.json"], TestImages.Of(12, withSources: true)).Poisoned().Select(image => image.Index).ShouldBe([1]);
    }
}

using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public sealed class AnswerCountTests
{
    [Fact]
    public void Pairs_are_counted_by_label_and_answer() =>
        AnswerCount.Of([1, 0, 1, 1, 0], [1, 2, 0, 1, 2]).ShouldBe([new AnswerCount(0, 2, 2), new AnswerCount(1, 0, 1), new AnswerCount(1, 1, 2)]);

    [Fact]
    public void One_answer_a_label_is_needed() => Should.Throw<ArgumentException>(() => AnswerCount.Of([1, 0], [1])).Message.ShouldContain("1 answers for 2 labels");
}

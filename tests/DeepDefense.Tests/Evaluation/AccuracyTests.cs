using DeepDefense.Evaluation;

namespace DeepDefense.Tests.Evaluation;

public class AccuracyTests
{
    [Fact]
    public void It_is_the_share_of_predictions_that_equal_their_label()
    {
        Accuracy.Of([1, 2, 3, 0], [1, 2, 0, 3]).ShouldBe(0.5);
        Accuracy.Of([4], [4]).ShouldBe(1);
        Accuracy.Of([4], [5]).ShouldBe(0);
    }

    [Fact]
    public void Without_one_prediction_a_label_there_is_none()
    {
        Should.Throw<ArgumentException>(() => Accuracy.Of([1], [1, 2])).Message
            .ShouldContain("1 predictions for 2 labels");
        Should.Throw<ArgumentException>(() => Accuracy.Of([], []));
    }
}

using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Protocol;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Protocol;

public sealed class TriggeredCleanTests
{
    private static readonly LabeledImages Clean = SyntheticImages.Create(new SyntheticOptions { TrainCount = 60, TestCount = 1, Size = 16 }, new Seed(1)).Train;
    private static readonly Trigger Square = new BadNetsOptions().CreateTrigger();

    [Fact]
    public void A_named_trigger_is_put_on_and_labels_stay()
    {
        LabeledImages triggered = TriggeredClean.Of(Clean, Square);
        triggered.Pixels.SequenceEqual(Square.Apply(Clean).Pixels).ShouldBeTrue();
        triggered.Labels.SequenceEqual(Clean.Labels).ShouldBeTrue();
    }

    [Fact]
    public void An_estimated_square_lies_where_the_named_one_does()
    {
        LabeledImages others = SyntheticImages.Create(new SyntheticOptions { TrainCount = 60, TestCount = 1, Size = 16 }, new Seed(2)).Train;
        TriggerAppearance appearance = TriggerAppearance.Of(Square.Apply(others), Clean, new Seed(3));
        LabeledImages estimated = TriggeredClean.Of(Clean, appearance)!, named = TriggeredClean.Of(Clean, Square);
        double Off(LabeledImages images) => Enumerable.Range(0, named.Pixels.Length).Average(i => Math.Abs(images.Pixels[i] - named.Pixels[i]));
        Off(estimated).ShouldBeLessThan(Off(Clean) / 3);
    }

    [Fact]
    public void Where_nothing_is_fixed_there_is_nothing_to_put_on() =>
        TriggeredClean.Of(Clean, TriggerAppearance.Of(Clean.Subset([0, 1]), Clean, new Seed(3))).ShouldBeNull();

    [Fact]
    public void Of_many_images_4096_are_taken_from_the_whole_set()
    {
        LabeledImages many = Clean.Subset([.. Enumerable.Range(0, 8192).Select(i => i % Clean.Count)]);
        LabeledImages triggered = TriggeredClean.Of(many, Square);
        triggered.Count.ShouldBe(4096);
        triggered.Labels[^1].ShouldBe(many.Labels[8190]);
    }
}

using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Tests.Attacks;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Evidence;

public sealed class MixingEntropyTests : LeakCheck
{
    [Fact]
    public void The_score_is_the_negated_mean_over_all_partners() => MixingEntropy.Scores([1, 2, 3, 5], 2, null).ShouldBe([-1.5, -4]);

    [Fact]
    public void A_clean_image_is_not_mixed_with_itself_but_with_one_more() =>
        MixingEntropy.Scores([1, 2, 4, 1, 2, 4], 2, [7, 1, 3]).ShouldBe([-1.5, -2.5]);

    [Fact]
    public void With_too_few_clean_images_it_does_not_apply()
    {
        using Classifier model = Classifier.Create(new ModelDescription { Width = 1, ImageHeight = 16, ImageWidth = 16, ClassNames = TestImages.Of(4, 16, 16).ClassNames },
            new Init(new Seed(1), torch.CPU));
        using EvidenceSubject subject = BackdooredNetwork.Of(model, TestImages.Of(4, 16, 16), TestImages.Of(4, 16, 16));
        new MixingEntropy(4).Score(subject).Inapplicable.ShouldBe("4 clean images; 5 are needed");
        new MixingEntropy(3).Score(subject).Applies.ShouldBeTrue();
    }
}

using DeepDefense.Datasets;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Mitigation.Unlearning;

public sealed class BackdoorUnlearningTests
{
    private static readonly Compute Compute = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages Images =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 40, TestCount = 1, Size = 16 }, new Seed(1)).Train;

    [Fact]
    public void The_statistics_of_batch_norm_do_not_move()
    {
        using Classifier model = Model();
        float[] before = Buffers(model);
        BackdoorUnlearning.Unlearn(model, Images, Images, new UnlearningOptions { Steps = 2 }, Compute, new Seed(3));
        Buffers(model).ShouldBe(before);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model()
    {
        Weights(3).ShouldBe(Weights(3));
    }

    [Fact]
    public void The_bound_says_how_far_the_isolated_labels_are_pushed()
    {
        Weights(3, new UnlearningOptions { Bound = 0 }).ShouldNotBe(Weights(3, new UnlearningOptions { Bound = 9 }));
    }

    [Fact]
    public void Isolated_images_lose_their_label_and_clean_images_of_that_label_keep_it()
    {
        using Classifier model = Model();
        LabeledImages black = Constant(0), white = Constant(255);
        UnlearningOptions options = new() { Steps = 60, LearningRate = 3e-2, DistillationWeight = 0 };
        BackdoorUnlearning.Unlearn(model, white, black, options, Compute, new Seed(3));
        float clean = model.Probabilities(black, Compute)[0], isolated = model.Probabilities(white, Compute)[0];
        (clean, isolated).ShouldSatisfyAllConditions(both => both.clean.ShouldBeGreaterThan(0.5f), both => both.isolated.ShouldBeLessThan(0.01f));
    }

    [Fact]
    public void Corrected_images_get_the_label_that_they_are_given()
    {
        float Answer(double weight)
        {
            using Classifier model = Model();
            LabeledImages black = Constant(0), white = Constant(255);
            UnlearningOptions options = new() { Steps = 60, LearningRate = 3e-2, DistillationWeight = 0, CorrectedWeight = weight };
            BackdoorUnlearning.Unlearn(model, white, black, () => white.WithLabels([.. Enumerable.Repeat(3, white.Count)]), options, Compute, new Seed(3));
            return model.Probabilities(white, Compute)[3];
        }
        Answer(1).ShouldBeGreaterThan(0.5f);
        Answer(0).ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void Options_without_corrected_images_are_written_as_before_there_were_any() =>
        System.Text.Json.JsonSerializer.Serialize(new UnlearningOptions { CorrectedWeight = 0 }).ShouldNotContain(nameof(UnlearningOptions.CorrectedWeight));

    [Fact]
    public void Distillation_holds_the_answers_on_clean_images()
    {
        double Moved(double weight)
        {
            using Classifier model = Model();
            float[] before = model.Probabilities(Images, Compute);
            UnlearningOptions options = new() { Steps = 30, LearningRate = 1e-2, DistillationWeight = weight };
            BackdoorUnlearning.Unlearn(model, Images.Subset([0, 1]), Images, options, Compute, new Seed(3));
            return model.Probabilities(Images, Compute).Zip(before, (now, then) => Math.Abs(now - then)).Sum();
        }
        Moved(100).ShouldBeLessThan(Moved(0));
    }

    [Fact]
    public void Labels_without_a_clean_image_are_unlearned_beside_any_clean_images()
    {
        using Classifier model = Model();
        LabeledImages clean = Images.Subset([.. Enumerable.Range(0, Images.Count).Where(i => Images.Labels[i] != Images.Labels[0])]);
        Should.NotThrow(() => BackdoorUnlearning.Unlearn(model, Images.Subset([0]), clean, new UnlearningOptions { Steps = 1 }, Compute, new Seed(3)));
    }

    [Fact]
    public void Without_isolated_images_there_is_nothing_to_unlearn()
    {
        using Classifier model = Model();
        Should.Throw<ArgumentException>(() => BackdoorUnlearning.Unlearn(model, Images.Subset([]), Images, new UnlearningOptions(), Compute, new Seed(3)))
            .Message.ShouldContain("0 isolated");
    }

    private static Classifier Model() => Classifier.Create(
        new ModelDescription { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = Images.ClassNames },
        new Init(new Seed(2), torch.CPU));

    private static LabeledImages Constant(byte value)
    {
        byte[] pixels = new byte[4 * 3 * 16 * 16];
        Array.Fill(pixels, value);
        return new LabeledImages(pixels, new int[4], 16, 16, Images.ClassNames);
    }

    private static float[] Weights(ulong seed, UnlearningOptions? options = null)
    {
        using Classifier model = Model();
        BackdoorUnlearning.Unlearn(model, Images, Images, (options ?? new()) with { Steps = 4 }, Compute, new Seed(seed));
        return [.. model.Network.parameters().SelectMany(parameter => parameter.ToArray<float>())];
    }

    private static float[] Buffers(Classifier model) => [.. model.Network.named_buffers().SelectMany(entry => entry.buffer.ToArray<float>())];
}

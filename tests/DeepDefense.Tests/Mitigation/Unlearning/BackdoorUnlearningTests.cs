using DeepDefense.Datasets;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Mitigation.Unlearning;

public sealed class BackdoorUnlearningTests
{
    private static readonly Compute Compute = new(Device.Cpu, Precision.Float32);
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
    public void The_objectives_differ_once_the_bound_is_reached()
    {
        Weights(3, UnlearningObjective.Ascent, 1).ShouldNotBe(Weights(3, UnlearningObjective.Bounded, 1));
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
        new Init(new Seed(2), Device.Cpu));

    private static float[] Weights(ulong seed, UnlearningObjective objective = UnlearningObjective.Bounded, double bound = 3)
    {
        using Classifier model = Model();
        UnlearningOptions options = new() { Steps = 4, Objective = objective, Bound = bound, LearningRate = 0.1, IsolatedWeight = 1 };
        BackdoorUnlearning.Unlearn(model, Images, Images, options, Compute, new Seed(seed));
        return [.. model.Network.Parameters().SelectMany(parameter => parameter.ToArray<float>())];
    }

    private static float[] Buffers(Classifier model) => [.. model.Network.NamedBuffers().SelectMany(buffer => buffer.Tensor.ToArray<float>())];
}

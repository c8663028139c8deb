using DeepDefense.Datasets;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

[Collection(nameof(TensorCounting))]
public sealed class FinePruningTests : LeakCheck
{
    internal const string PreAct = "preactresnet18", Plain = "resnet18";

    // From the least active on: 2, 6, 4, 1, 7, 0, 3, 5.
    private static readonly float[] Activations = [6, 4, 1, 7, 3, 8, 2, 5];
    private static readonly int[] Ranking = [2, 6, 4, 1, 7, 0, 3, 5];
    private static readonly FinePruningOptions OnlyPrune = new() { FineTuningEpochs = 0 };
    private static readonly Compute Compute = new(torch.CPU, Precision.Float32);
    internal static readonly LabeledImages Images =
        SyntheticImages.Create(new SyntheticOptions { TrainCount = 80, TestCount = 1, Size = 16 }, new Seed(1)).Train;

    [Theory]
    [InlineData(PreAct, PrunedLayer.LastConvolution)]
    [InlineData(PreAct, PrunedLayer.Head)]
    [InlineData(Plain, PrunedLayer.LastConvolution)]
    [InlineData(Plain, PrunedLayer.Head)]
    public void The_least_active_channels_come_first(string architecture, PrunedLayer layer)
    {
        using Classifier model = HandmadeNetwork.Create(architecture, Activations, 5);
        FinePruning.Rank(model, PrunableLayer.Of(model.Network, layer), HandmadeNetwork.Images, Compute, default).ShouldBe(Ranking);
    }

    [Theory]
    [InlineData(PreAct, PrunedLayer.LastConvolution)]
    [InlineData(PreAct, PrunedLayer.Head)]
    [InlineData(Plain, PrunedLayer.LastConvolution)]
    [InlineData(Plain, PrunedLayer.Head)]
    public void The_kept_model_is_the_last_one_above_the_accuracy_floor(string architecture, PrunedLayer layer)
    {
        using Classifier model = HandmadeNetwork.Create(architecture, Activations, decisive: 7);
        FinePruningReport report = Purify(model, HandmadeNetwork.Images, OnlyPrune with { Layer = layer });
        report.Pruned.ShouldBe([2, 6, 4, 1]);
        (report.Channels, report.AccuracyBefore, report.AccuracyPruned, report.AccuracyAfter).ShouldBe((8, 0.75, 0.75, 0.75));
        model.Predict(HandmadeNetwork.Images, Compute).ShouldAllBe(label => label == 0);
        if (layer == PrunedLayer.LastConvolution) { Zeros(model, layer).ShouldBe([1, 2, 4, 6]); } // a handmade head is zero in seven of eight
    }

    [Fact]
    public void Steps_of_two_channels_stop_at_the_last_good_pair()
    {
        using Classifier model = HandmadeNetwork.Create(PreAct, Activations, decisive: 7);
        Purify(model, HandmadeNetwork.Images, OnlyPrune with { StepShare = 0.25, AccuracyFall = 0.5 }).Pruned.ShouldBe([2, 6, 4, 1]);
        using Classifier other = HandmadeNetwork.Create(PreAct, Activations, decisive: 1);
        Purify(other, HandmadeNetwork.Images, OnlyPrune with { StepShare = 0.25 }).Pruned.ShouldBe([2, 6]);
    }

    [Fact]
    public void Where_the_accuracy_never_falls_one_channel_is_left()
    {
        using Classifier model = HandmadeNetwork.Create(PreAct, Activations, decisive: 5);
        Purify(model, HandmadeNetwork.Images, OnlyPrune).Pruned.ShouldBe(Ranking[..7]);
    }

    [Fact]
    public void The_paper_prunes_six_tenths_whatever_the_accuracy()
    {
        using Classifier model = HandmadeNetwork.Create(PreAct, Activations, decisive: 2);
        FinePruningReport report = Purify(model, HandmadeNetwork.Images, FinePruningOptions.Paper);
        report.Pruned.ShouldBe(Ranking[..5]);
        (report.AccuracyBefore, report.AccuracyAfter).ShouldBe((0.75, 0.25));
    }

    [Theory]
    [InlineData(PreAct, PrunedLayer.LastConvolution)]
    [InlineData(PreAct, PrunedLayer.Head)]
    [InlineData(Plain, PrunedLayer.LastConvolution)]
    [InlineData(Plain, PrunedLayer.Head)]
    public void Pruned_channels_are_exactly_zero_after_fine_tuning(string architecture, PrunedLayer layer)
    {
        using Classifier model = Model(architecture);
        float[] before = Weights(model);
        FinePruningReport report = Purify(model, Images, new() { Layer = layer, Share = 0.5, FineTuningEpochs = 2, BatchSize = 16 });
        Zeros(model, layer).ShouldBe(report.Pruned.Order());
        Weights(model).Zip(before).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(before.Length / 2);
        if (layer == PrunedLayer.Head) { return; }
        using DisposeScope scope = torch.NewDisposeScope();
        model.Network.train();
        float[] carried = ((IPrunable)model.Network).Activations(torch.ones(2, 3, 16, 16)).LastConvolution.ToArray<float>();
        report.Pruned.ShouldAllBe(channel => carried[channel] == 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model() => Tuned(3).ShouldBe(Tuned(3));

    [Fact]
    public void Fine_tuning_that_was_stopped_goes_on_to_the_same_weights()
    {
        using TemporaryFolder folder = new();
        Checkpoint state = new(folder["state"], "key", 100);
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Tuned(3, state, new StopInStage("fine-tune", 0.5, stop), stop.Token));
        File.Exists(folder["state"]).ShouldBeTrue();
        Tuned(3, state).ShouldBe(Tuned(3));
    }

    [Fact]
    public void A_cancelled_pruning_measures_nothing_more()
    {
        using Classifier model = Model(PreAct);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => FinePruning.Purify(model, Images, OnlyPrune, Compute, new Seed(3), cancellation: stop.Token));
    }

    [Fact]
    public void Too_few_images_to_validate_on_are_refused_with_their_number()
    {
        using Classifier model = Model(PreAct);
        Should.Throw<ArgumentException>(() => Purify(model, Images.Subset([0]), OnlyPrune)).Message.ShouldContain("1 clean images");
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using Classifier model = HandmadeNetwork.Create(PreAct, Activations, 0);
        Should.Throw<ArgumentException>(() => Purify(model, Images, OnlyPrune)).Message.ShouldContain("8 x 8");
    }

    internal static FinePruningReport Purify(Classifier model, LabeledImages images, FinePruningOptions options) =>
        FinePruning.Purify(model, images, options, Compute, new Seed(3));

    internal static Classifier Model(string architecture) => Classifier.Create(
        new ModelDescription { Architecture = architecture, Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = Images.ClassNames },
        new Init(new Seed(2), torch.CPU));

    private static float[] Tuned(ulong seed, Checkpoint? checkpoint = null, IProgress<StageProgress>? progress = null, CancellationToken cancellation = default)
    {
        using Classifier model = Model(PreAct);
        FinePruning.Purify(model, Images, new() { Share = 0.5, FineTuningEpochs = 3, BatchSize = 16 }, Compute, new Seed(seed), checkpoint, progress, cancellation);
        return Weights(model);
    }

    private static float[] Weights(Classifier model) => [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];

    /// <summary>The channels whose weights are all exactly zero, behind the norm too where there is one.</summary>
    private static IEnumerable<int> Zeros(Classifier model, PrunedLayer layer)
    {
        IPrunable network = (IPrunable)model.Network;
        if (layer == PrunedLayer.Head)
        {
            float[] head = network.Head.weight.ToArray<float>();
            int inputs = (int)network.Head.weight.shape[1];
            return Enumerable.Range(0, inputs).Where(k => head.Where((_, i) => i % inputs == k).All(weight => weight == 0));
        }
        float[] kernels = network.LastConvolution.weight.ToArray<float>();
        float[]? scales = network.LastNorm?.weight.ToArray<float>(), shifts = network.LastNorm?.bias!.ToArray<float>();
        int channels = (int)network.LastConvolution.weight.shape[0], size = kernels.Length / channels;
        return Enumerable.Range(0, channels).Where(k => kernels.AsSpan(k * size, size).ToArray().All(weight => weight == 0)
            && (scales is null || scales[k] == 0) && (shifts is null || shifts[k] == 0));
    }
}

using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Tests.Attacks;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Mitigation;

/// <summary>What every defence promises, whatever it does to a model.</summary>
[Collection(nameof(TensorCounting))]
public sealed class DefenceContractTests : LeakCheck
{
    public static TheoryData<string> Names => [.. ExampleDefences.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_model_and_leaves_no_tensor_behind(string name) => Weights(name, 3).ShouldBe(Weights(name, 3));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_purified_model_takes_the_images_and_knows_the_classes_of_the_suspicious_one(string name)
    {
        using Classifier before = ExampleDefences.Suspicious();
        using Classifier after = ExampleDefences.Of(name)(ExampleDefences.Images, new Seed(3), null, default);
        Shapes(after).ShouldBe(Shapes(before));
        after.Predict(ExampleDefences.Images, ExampleDefences.Compute).ShouldAllBe(label => label >= 0 && label < ExampleDefences.Images.ClassNames.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_seed_gives_another_model_where_there_is_chance(string name) =>
        Weights(name, 3).SequenceEqual(Weights(name, 4)).ShouldBe(name == "fine-pruning (paper)"); // prunes, and trains nothing

    [Theory]
    [MemberData(nameof(Names))]
    public void A_defence_of_a_model_changes_it_and_leaves_the_images(string name)
    {
        byte[] images = ExampleDefences.Images.Pixels.ToArray();
        using Classifier before = ExampleDefences.Suspicious();
        float[] after = Weights(name, 3);
        ExampleDefences.Images.Pixels.ToArray().ShouldBe(images);
        // ABL trains a model of its own.
        if (!name.StartsWith("ABL", StringComparison.Ordinal)) { after.ShouldNotBe(Values(before)); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_defence_that_is_cancelled_half_way_leaves_no_tensor_behind(string name)
    {
        using CancellationTokenSource stop = new();
        Shares half = new(share => { if (share >= 0.5) { stop.Cancel(); } });
        try { ExampleDefences.Of(name)(ExampleDefences.Images, new Seed(3), half, stop.Token).Dispose(); }
        catch (OperationCanceledException) { half.Last.ShouldBeLessThan(1); }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_defence_that_is_cancelled_stops_and_leaves_no_tensor_behind(string name) =>
        Should.Throw<OperationCanceledException>(() =>
            ExampleDefences.Of(name)(ExampleDefences.Images, new Seed(3), null, new CancellationToken(canceled: true)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Progress_ends_at_the_whole(string name)
    {
        Shares shares = new(_ => { });
        ExampleDefences.Of(name)(ExampleDefences.Images, new Seed(3), shares, default).Dispose();
        shares.Last.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Images_of_another_size_are_refused(string name)
    {
        LabeledImages larger = TestImages.Of(48, 20, 20);
        Should.Throw<ArgumentException>(() => ExampleDefences.Of(name)(larger, new Seed(3), null, default)).Message.ShouldContain("20 x 20");
    }

    private static float[] Weights(string name, ulong seed)
    {
        using Classifier model = ExampleDefences.Of(name)(ExampleDefences.Images, new Seed(seed), null, default);
        return Values(model);
    }

    private static float[] Values(Classifier model) => [.. model.Network.State().Where(entry => entry.Tensor.dtype == ScalarType.Float32)
        .SelectMany(entry => entry.Tensor.ToArray<float>())];

    private static string[] Shapes(Classifier model) => [.. model.Network.State().Select(entry => $"{entry.Name} {string.Join('x', entry.Tensor.shape)}")];

    private sealed class Shares(Action<double> report) : IProgress<double>
    {
        internal double Last { get; private set; }

        public void Report(double value)
        {
            Last = value;
            report(value);
        }
    }
}

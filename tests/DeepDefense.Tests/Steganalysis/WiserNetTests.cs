using DeepDefense.Steganalysis;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Steganalysis;

[Collection(nameof(TensorCounting))]
public sealed class WiserNetTests
{
    public static TheoryData<WiserNetResolution, WiserNetBottom> Shapes { get; } = new()
    {
        { WiserNetResolution.Published, WiserNetBottom.Separate },
        { WiserNetResolution.Published, WiserNetBottom.Composed },
        { WiserNetResolution.High, WiserNetBottom.Separate },
        { WiserNetResolution.High, WiserNetBottom.Composed },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_logits_are_those_of_pytorch(WiserNetResolution resolution, WiserNetBottom bottom)
    {
        using NetworkOracle oracle = Oracle(resolution, bottom);
        oracle.LogitsShouldAgree();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradients_are_those_of_pytorch(WiserNetResolution resolution, WiserNetBottom bottom)
    {
        using NetworkOracle oracle = Oracle(resolution, bottom);
        oracle.GradientsShouldAgree();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_logits_in_training_after_three_steps_are_those_of_pytorch(
        WiserNetResolution resolution, WiserNetBottom bottom)
    {
        using NetworkOracle oracle = Oracle(resolution, bottom);
        oracle.LogitsAfterTrainingShouldAgree(training: true);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_logits_in_use_after_three_steps_are_those_of_pytorch(
        WiserNetResolution resolution, WiserNetBottom bottom)
    {
        using NetworkOracle oracle = Oracle(resolution, bottom);
        oracle.LogitsAfterTrainingShouldAgree(training: false);
    }

    [Fact]
    public void As_published_it_has_the_published_number_of_parameters()
    {
        using WiserNet network = new(WiserNetOptions.Published, NetworkOracle.Anything);
        network.ParameterCount().ShouldBe(4_663_284);
    }

    // 512 is the authors' size: their last pool has a window of 32 x 32.
    [Theory]
    [InlineData(WiserNetResolution.Published, 512, 512, 32, 32)]
    [InlineData(WiserNetResolution.Published, 64, 64, 4, 4)]
    [InlineData(WiserNetResolution.Published, 32, 32, 2, 2)]
    [InlineData(WiserNetResolution.High, 64, 64, 16, 16)]
    [InlineData(WiserNetResolution.High, 32, 32, 8, 8)]
    [InlineData(WiserNetResolution.High, 32, 48, 8, 12)]
    public void The_last_maps_of_an_image_have_the_size_of_the_table(WiserNetResolution resolution, int height, int width, int expectedHeight, int expectedWidth)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (WiserNetBottom bottom in Enum.GetValues<WiserNetBottom>())
        {
            using WiserNet network = Small(resolution, bottom);
            Tensor images = torch.zeros(1, 3, height, width);
            network.Maps(images).shape.ShouldBe([1, 144, expectedHeight, expectedWidth]);
            network.forward(images).shape.ShouldBe([1, 2]);
        }
    }

    [Theory]
    [InlineData(WiserNetResolution.Published)]
    [InlineData(WiserNetResolution.High)]
    public void The_composed_bottom_equals_the_separate_away_from_the_border(WiserNetResolution resolution) =>
        Distance(resolution, margin: 2).ShouldBeLessThan(2e-4);

    [Theory]
    [InlineData(WiserNetResolution.Published)]
    [InlineData(WiserNetResolution.High)]
    public void The_composed_bottom_differs_from_the_separate_at_the_border(WiserNetResolution resolution) =>
        Distance(resolution, margin: 0).ShouldBeGreaterThan(2e-4);

    [Fact]
    public void The_first_layer_starts_with_the_high_pass_filters()
    {
        using WiserNet network = Small(WiserNetResolution.High, WiserNetBottom.Separate);
        network.named_parameters().First().parameter.ToArray<float>().ShouldBe(SrmFilters.Weights(3));
    }

    [Theory]
    [InlineData(WiserNetInitialization.Published, 0.01)]
    [InlineData(WiserNetInitialization.Kaiming, 0.0298)] // sqrt(2 / (25 * 90))
    public void The_second_layer_starts_with_its_deviation(WiserNetInitialization initialization, double deviation)
    {
        WiserNetOptions options = new() { Width = 9, Initialization = initialization };
        using WiserNet network = new(options, NetworkOracle.Anything);
        float[] weights = network.named_parameters().Single(entry => entry.name == "conv2.weight")
            .parameter.ToArray<float>();
        Math.Sqrt(weights.Average(weight => weight * weight)).ShouldBe(deviation, 0.03 * deviation);
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        using WiserNet network = Small(WiserNetResolution.High, WiserNetBottom.Composed);
        using Tensor images = torch.full([2, 3, 32, 32], 0.5), labels = new long[] { 0, 1 }.ToTensor([2]);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        NetworkOracle.Train(network, images, labels, steps: 2);
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void A_width_below_nine_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WiserNetOptions { Width = 8 }).ParamName.ShouldBe("Width");

    // Largest difference of logits, as a share of the largest. Within a black margin of two pixels the first layer
    // gives nothing beyond the border, where the separate bottom cuts it off.
    private static double Distance(WiserNetResolution resolution, int margin)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using WiserNet separate = Small(resolution, WiserNetBottom.Separate);
        using WiserNet composed = Small(resolution, WiserNetBottom.Composed);
        long side = 32 - 2 * margin;
        float[] pixels = [.. Numbers.Uniform("pixels", 2, 3, side, side).Select(u => (float)Math.Floor(256 * u))];
        Tensor images = nn.functional.pad(pixels.ToTensor([2, 3, side, side]), [margin, margin, margin, margin]);
        float[] expected = separate.forward(images).ToArray<float>();
        float[] actual = composed.forward(images).ToArray<float>();
        return Numbers.LargestDifference(actual, expected) / expected.Max(Math.Abs);
    }

    private static WiserNet Small(WiserNetResolution resolution, WiserNetBottom bottom) =>
        new(new WiserNetOptions { Width = 9, Resolution = resolution, Bottom = bottom }, NetworkOracle.Anything);

    private static NetworkOracle Oracle(WiserNetResolution resolution, WiserNetBottom bottom)
    {
        string name = $"wisernet-{resolution}-{bottom}".ToLowerInvariant();
        return new NetworkOracle(name, Small(resolution, bottom), [4, 3, 32, 32], u => Math.Floor(256 * u), classes: 2);
    }
}

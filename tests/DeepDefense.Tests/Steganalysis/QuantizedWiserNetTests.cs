using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Steganalysis;

[Collection(nameof(TensorCounting))]
public sealed class QuantizedWiserNetTests
{
    private static readonly LabeledImages s_images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 192, TestCount = 1 }, new Seed(1)).Train;

    [VnniTheory]
    [InlineData(36, WiserNetResolution.High, WiserNetPooling.Average)]
    [InlineData(36, WiserNetResolution.High, WiserNetPooling.AverageAndMaximum)]
    [InlineData(36, WiserNetResolution.Published, WiserNetPooling.Average)]
    [InlineData(9, WiserNetResolution.High, WiserNetPooling.Average)]
    public void Its_scores_differ_from_those_in_float32_by_less_than_a_twentieth_of_their_spread(int width, WiserNetResolution resolution, WiserNetPooling pooling)
    {
        using WiserNet network = Used(new WiserNetOptions { Width = width, Resolution = resolution, Pooling = pooling });
        double[] exact = Scores(network, new Compute(torch.CPU, Precision.Float32)), rounded = Scores(network, Compute.Auto(torch.CPU));
        double mean = exact.Average(), spread = Math.Sqrt(exact.Average(score => (score - mean) * (score - mean)));
        double error = Math.Sqrt(exact.Zip(rounded).Average(pair => (pair.First - pair.Second) * (pair.First - pair.Second)));
        error.ShouldBeInRange(1e-9 * spread, 0.05 * spread);
    }

    [VnniTheory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void It_scores_beside_either_kind_of_other_numbers(Precision precision)
    {
        using WiserNet network = Used(new WiserNetOptions { Width = 9 });
        Scores(network, new Compute(torch.CPU, precision) { IsAuto = true }).ShouldAllBe(score => double.IsFinite(score));
    }

    [Fact]
    public void Numbers_that_were_asked_for_by_name_are_taken()
    {
        using WiserNet network = Used(new WiserNetOptions { Width = 9 });
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        float[] logits = network.forward(s_images.ToTensor(0, 3, torch.CPU).to(ScalarType.Float32).ChannelsLast()).ToArray<float>();
        Scores(network, new Compute(torch.CPU, Precision.Float32))[..3].ShouldBe([logits[0] - logits[1], logits[2] - logits[3], logits[4] - logits[5]], 1e-3);
    }

    private static double[] Scores(WiserNet network, Compute compute) => StegoDetector.ScoresOf(network, s_images, compute, null, CancellationToken.None);

    // Batch norm has seen images.
    private static WiserNet Used(WiserNetOptions options)
    {
        WiserNet network = new(options, NetworkOracle.Anything);
        using IDisposable pause = torch.no_grad();
        network.train();
        for (int step = 0; step < 40; step++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            network.forward(s_images.ToTensor(32 * (step % 6), 32, torch.CPU).to(ScalarType.Float32).ChannelsLast());
        }
        network.eval();
        return network;
    }
}

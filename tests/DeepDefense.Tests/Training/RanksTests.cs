using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Optim;
using DeepDefense.Torch.Tests;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class RanksTests : IDisposable
{
    private const int Steps = 6;
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranks_of_unequal_shares_take_the_steps_of_one_up_to_rounding(int size)
    {
        double[] alone = Train(ProcessGroup.Alone);
        foreach (double[] rank in ThreadGroup.Run(size, group => Train(group))) { rank.ShouldBe(alone, 1e-5); }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void A_training_that_was_stopped_goes_on_with_another_number_of_ranks(int before, int after)
    {
        double[] whole = Train(ProcessGroup.Alone);
        Checkpoint checkpoint = new(_folder["state"], "course", 100);
        ThreadGroup.Run(before, group => Should.Throw<OperationCanceledException>(() => Train(group, checkpoint, stopAt: 3)));
        double[][] ended = ThreadGroup.Run(after, group => Train(group, checkpoint));
        // The losses after the stop, and the weights.
        ended[0].Length.ShouldBeLessThan(whole.Length);
        ended[0].ShouldBe(whole[^ended[0].Length..], 1e-5);
    }

    [Fact]
    public void All_ranks_end_with_one_network_its_batch_norm_included()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 40, TestCount = 1, Size = 16 }, new Seed(1)).Train;
        ModelDescription description = new() { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = images.ClassNames };
        float[][] ranks = ThreadGroup.Run(2, group =>
        {
            using Classifier classifier = ClassifierTraining.Train(images, description, new ClassifierTrainingOptions { Epochs = 1, BatchSize = 13 }, Cpu with { Group = group }, new Seed(2));
            return (float[])[.. classifier.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
        });
        ranks[1].ShouldBe(ranks[0]);
    }

    // The losses, then the weights.
    private static double[] Train(ProcessGroup group, Checkpoint? checkpoint = null, int stopAt = int.MaxValue)
    {
        using Linear network = Layers.Linear(4, 2, NetworkOracle.Anything);
        using SGD optimizer = optim.SGD(network.parameters().ToArray(), 1, 0.9);
        using CancellationTokenSource stop = new();
        List<double> found = [];
        TrainingLoop loop = new(network, optimizer, new ConstantRate(0.1), Steps, Cpu) { Group = group, Checkpoint = checkpoint, ClipNorm = 1 };
        loop.Run(step =>
        {
            // One rank is told while it works, the others while they wait for it or after.
            if (step == stopAt) { stop.Cancel(); }
            Tensor batch = Array.ConvertAll(Numbers.Uniform($"ranks/{step}", 5, 4), u => (float)u).ToTensor([5, 4]);
            Share share = group.ShareOf(5);
            return network.forward(batch.narrow(0, share.Start, share.Count)).pow(2).mean() * share.Weight;
        }, new Teller(found), stop.Token);
        return [.. found, .. network.parameters().SelectMany(parameter => parameter.ToArray<float>()).Select(value => (double)value)];
    }

    private sealed class Teller(List<double> losses) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => losses.Add(value.Loss);
    }
}

using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class ResumeTests
{
    [Fact]
    public void A_training_that_was_stopped_goes_on_to_the_same_weights()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "state");
        float[] whole = Train(new Checkpoint(Path.Combine(folder.Path, "other"), "key", 100), null);
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Train(new Checkpoint(path, "key", 100), stop));
        File.Exists(path).ShouldBeTrue();
        Train(new Checkpoint(path, "key", 100), null).ShouldBe(whole);
    }

    [Fact]
    public void A_state_of_another_course_is_not_gone_on_from()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "state");
        using CancellationTokenSource stop = new();
        Should.Throw<OperationCanceledException>(() => Train(new Checkpoint(path, "other course", 100), stop));
        Train(new Checkpoint(path, "key", 100), null).ShouldBe(Train(null, null));
    }

    private static float[] Train(Checkpoint? checkpoint, CancellationTokenSource? stop)
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 64, TestCount = 1, Size = 16 }, new Seed(1)).Train;
        ModelDescription description = new() { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = images.ClassNames };
        ClassifierTrainingOptions options = new() { Epochs = 3, BatchSize = 16 };
        Compute compute = new(torch.CPU, Precision.Float32);
        StopAt? progress = stop is null ? null : new StopAt(5, stop);
        using Classifier model = ClassifierTraining.Train(images, description, options, compute, new Seed(2), checkpoint, progress, stop?.Token ?? default);
        return [.. model.Network.State().SelectMany(entry => entry.Tensor.ToArray<float>())];
    }

    private sealed class StopAt(long step, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) { source.Cancel(); }
        }
    }
}

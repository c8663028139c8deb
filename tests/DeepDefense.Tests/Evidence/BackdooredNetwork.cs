using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Tests.Evidence;

/// <summary>A small network with a backdoor, trained in a few seconds, and the images that views look at.</summary>
public sealed class BackdooredNetwork : IDisposable
{
    internal static readonly Compute Compute = new(torch.CPU, Precision.Float32);
    private readonly Classifier _model;

    public BackdooredNetwork()
    {
        Dataset images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 800, TestCount = 200, Size = 16 }, new Seed(1));
        Poisoned = Poisoning.Poison(images.Train, new BadNetsOptions().CreateTrigger(), new PoisonOptions(), new Seed(2));
        Clean = images.Test;
        _model = ClassifierTraining.Train(Poisoned.Images, new ModelDescription { Width = 8, ImageHeight = 16, ImageWidth = 16, ClassNames = Clean.ClassNames },
            new ClassifierTrainingOptions { Epochs = 20, Augmentation = Augmentation.None }, Compute, new Seed(3));
        Subject = Of(_model, Poisoned.Images, Clean);
        Subject.TrainingFeatures(null, default);
        Subject.CleanFeatures(default);
    }

    internal PoisonedImages Poisoned { get; }

    internal LabeledImages Clean { get; }

    /// <summary>What the network makes of the images is there already.</summary>
    internal EvidenceSubject Subject { get; }

    internal static EvidenceSubject Of(Classifier model, LabeledImages training, LabeledImages clean, ulong seed = 5) => new(model, training, clean, Compute, new Seed(seed));

    public void Dispose()
    {
        Subject.Dispose();
        _model.Dispose();
    }
}

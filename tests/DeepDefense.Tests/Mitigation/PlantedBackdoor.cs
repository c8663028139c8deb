using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Tests.Mitigation;

/// <summary>A small network with a backdoor, trained in a few seconds and copied for each test, and what is measured of it.</summary>
public sealed class PlantedBackdoor : IDisposable
{
    internal static readonly Compute Compute = new(torch.CPU, Precision.Float32);
    private readonly Classifier _model;
    private readonly LabeledImages _test;
    private readonly TriggeredTestSet _triggered;

    public PlantedBackdoor()
    {
        Dataset images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1000, TestCount = 200, Size = 16 }, new Seed(1));
        (LabeledImages training, Clean, _test) = (images.Train.Subset([.. Enumerable.Range(0, 800)]), images.Train.Subset([.. Enumerable.Range(800, 200)]), images.Test);
        Trigger trigger = new BadNetsOptions().CreateTrigger();
        PoisonedImages poisoned = Poisoning.Poison(training, trigger, new PoisonOptions(), new Seed(2));
        _triggered = new TriggeredTestSet(_test, trigger, new PoisonOptions());
        _model = ClassifierTraining.Train(poisoned.Images, new ModelDescription { Width = 8, ImageHeight = 16, ImageWidth = 16, ClassNames = Clean.ClassNames },
            new ClassifierTrainingOptions { Epochs = 20, Augmentation = Augmentation.None }, Compute, new Seed(3));
    }

    /// <summary>20 of each class that the network was not trained on.</summary>
    internal LabeledImages Clean { get; }

    public void Dispose() => _model.Dispose();

    /// <summary>Clean accuracy and attack success rate.</summary>
    internal ModelMetrics Measure(Classifier model) => ClassifierEvaluation.Measure(model, _test, _triggered, Compute);

    internal Classifier Copy()
    {
        Classifier copy = Classifier.Create(_model.Description, new Init(new Seed(1), torch.CPU));
        copy.Network.LoadState(_model.Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor));
        return copy;
    }
}

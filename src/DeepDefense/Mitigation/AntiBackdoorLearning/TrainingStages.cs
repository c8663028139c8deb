using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Optim;
using DeepDefense.Training;

namespace DeepDefense.Mitigation.AntiBackdoorLearning;

/// <summary>The three trainings of anti-backdoor learning, each with an optimizer of its own. The state at the end of
/// each stays until all are done: what is isolated follows from the first, so a resumed course computes it again.</summary>
internal sealed class TrainingStages(Classifier model, AntiBackdoorLearningOptions options, Compute compute, Seed seed,
    Checkpoint? checkpoint, IProgress<StageProgress>? progress, CancellationToken cancellation)
{
    private const double DecayAfter = 2.0 / 3;

    internal void Isolate(LabeledImages images) => Run("isolate", images, options.TurningEpoch, Augmentation.None,
        batch => LossIsolation.Loss(ClassifierTraining.LossOf(model, batch), options), _ => new ConstantRate(options.LearningRate));

    internal void FineTune(LabeledImages images) => Run("fine-tune", images, options.FineTuningEpochs, options.Augmentation,
        batch => ClassifierTraining.LossOf(model, batch),
        steps => new MultiStepDecay(options.LearningRate, [(long)Math.Round(DecayAfter * steps)]));

    internal void Unlearn(LabeledImages images)
    {
        model.Network.train(!options.HoldStatistics);
        Run("unlearn", images, options.UnlearningEpochs, Augmentation.None,
            batch => -ClassifierTraining.LossOf(model, batch), _ => new ConstantRate(options.UnlearningRate));
    }

    private void Run(string stage, LabeledImages images, int epochs, Augmentation augmentation, Func<LabeledImages, Tensor> lossOf,
        Func<long, LearningRateSchedule> schedule)
    {
        BatchSampler sampler = new(images, options.BatchSize, augmentation, seed.For(stage));
        long steps = (long)epochs * sampler.BatchesPerEpoch;
        using SGD optimizer = optim.SGD(model.Network.parameters().ToArray(), 1, options.Momentum, weight_decay: options.WeightDecay, nesterov: true);
        Checkpoint? own = checkpoint?.For(stage);
        TrainingLoop loop = new(model.Network, optimizer, schedule(steps), steps, compute) { Checkpoint = own };
        loop.Run(step => lossOf(sampler.Batch(step)), progress.ForTraining(stage), cancellation);
        own?.Write(model.Network, optimizer, steps);
    }
}

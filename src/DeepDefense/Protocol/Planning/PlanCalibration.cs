using System.Diagnostics;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Protocol.Planning;

/// <summary>Measures how long stages will take by doing a little of each, with the networks, batches and images of the real
/// run. Writes nothing.</summary>
/// <param name="compute">Where and in what numbers.</param>
/// <param name="seed">Weights and batches.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellation">Stops.</param>
public sealed class PlanCalibration(Compute compute, Seed seed, TimeProvider time, CancellationToken cancellation = default)
{
    // Enough for a time that holds; few enough that asking costs seconds.
    private const int SampleImages = 256;
    private const int LeastDetectorImages = 64;

    /// <summary>The plan of stages measured here.</summary>
    /// <param name="stages">In their order.</param>
    /// <param name="files">What would be written.</param>
    public static RunPlan Plan(IEnumerable<PlannedStage> stages, IEnumerable<string> files)
    {
        PlannedStage[] measured = [.. stages];
        using Process process = Process.GetCurrentProcess();
        return new RunPlan(measured, [.. files], process.PeakWorkingSet64);
    }

    /// <summary>Training a classifier.</summary>
    public PlannedStage Classifier(LabeledImages images, ModelDescription description, ClassifierTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(options);
        (long steps, double seconds) = Steps((progress, stop) =>
            ClassifierTraining.Train(images, description, options, compute, seed, null, progress, stop).Dispose());
        return new PlannedStage("train", $"{description.Architecture} width {description.Width}: {options.Epochs} epochs of {images.Count} images, {options.BatchSize} a step", steps, seconds);
    }

    /// <summary>Measuring a classifier on test images, clean and, where the attack is known, triggered.</summary>
    /// <param name="name">The stage.</param>
    /// <param name="model">A classifier of the kind.</param>
    /// <param name="test">The images.</param>
    /// <param name="triggered">Whether they are measured with the trigger as well.</param>
    public PlannedStage Evaluation(string name, Classifier model, LabeledImages test, bool triggered)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(test);
        return new PlannedStage(name, $"{test.Count} test images{(triggered ? ", clean and triggered" : "")}", triggered ? 2L * test.Count : test.Count, SecondsAnImage(model, test));
    }

    /// <summary>Building a detector, its thresholds included.</summary>
    public PlannedStage Detector(LabeledImages clean, StegoSource source, DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(options);
        (long steps, double seconds) = Steps((progress, stop) =>
            DetectorTraining.Train(clean, source, options, compute, seed, null, progress, stop).Dispose());
        double scores = ImageTransform.Dihedral.Count * options.HeldOutFraction * clean.Count;
        return new PlannedStage("detector", $"WISERNet width {options.Network.Width}: {options.Iterations} steps of {options.BatchSize} images, half of them triggered; thresholds from {scores:F0} scores",
            steps, seconds, scores * SecondsAScore(clean, source, options));
    }

    /// <summary>Scoring a training set.</summary>
    public PlannedStage Scan(LabeledImages training, LabeledImages clean, StegoSource source, DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(clean);
        return new PlannedStage("scan", $"{training.Count} training images", training.Count, SecondsAScore(clean, source, options));
    }

    /// <summary>Looking for a trigger that nobody described. What a set without suspected labels saves is not known before.</summary>
    /// <param name="model">A classifier of the kind.</param>
    /// <param name="training">The training set.</param>
    /// <param name="clean">The clean images.</param>
    /// <param name="options">How.</param>
    public PlannedStage Evidence(Classifier model, LabeledImages training, LabeledImages clean, EvidenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(options);
        LabeledImages some = First(clean, SampleImages);
        double features = Repeated(() => NetworkFeatures.Of(model, some, compute, null, cancellation).Dispose()) / some.Count;
        (long steps, double seconds) = Steps((progress, stop) =>
            CrossFittedDetector.Learned(First(training, SampleImages), some, options.Steganalyser, compute, seed, progress, stop).Dispose());
        int images = training.Count + clean.Count;
        return new PlannedStage("evidence", $"{images} images through the network and back; {CrossFittedDetector.Folds} WISERNets of width {options.Steganalyser.Network.Width}: {options.Steganalyser.Iterations} steps of {options.Steganalyser.BatchSize} images each",
            CrossFittedDetector.Folds * steps, seconds, images * features);
    }

    /// <summary>Unlearning, the suspicious model's answers before it included.</summary>
    /// <param name="model">A classifier of the kind; it is changed.</param>
    /// <param name="training">Whose first images stand for the isolated ones.</param>
    /// <param name="clean">The clean images.</param>
    /// <param name="options">How.</param>
    public PlannedStage Unlearning(Classifier model, LabeledImages training, LabeledImages clean, UnlearningOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        double answers = options.DistillationWeight > 0 ? 2.0 * clean.Count * SecondsAnImage(model, clean) : 0;
        LabeledImages isolated = First(training, options.IsolatedBatchSize), some = First(clean, SampleImages);
        (long steps, double seconds) = Steps((progress, stop) =>
            BackdoorUnlearning.Unlearn(model, isolated, some, () => some, options, compute, seed, null, progress, stop));
        int batch = options.CleanBatchSize + (2 + (options.MixingWeight > 0 ? 1 : 0) + (options.CorrectedWeight > 0 ? 1 : 0)) * options.IsolatedBatchSize;
        return new PlannedStage("unlearn", $"{options.Objective}: {options.Steps} steps of {batch} images, {clean.Count} clean ones to draw from", steps, seconds, answers);
    }

    /// <summary>The stages of Algorithm 1.</summary>
    /// <param name="model">A classifier of the suspicious one's kind; it is changed.</param>
    /// <param name="training">The training set.</param>
    /// <param name="clean">The clean images.</param>
    /// <param name="test">The test images.</param>
    /// <param name="attackIsKnown">Whether success of the attack is measured.</param>
    /// <param name="source">What the detector's pairs are made with, or null: nothing is named.</param>
    /// <param name="options">How.</param>
    public IEnumerable<PlannedStage> Protocol(Classifier model, LabeledImages training, LabeledImages clean, LabeledImages test,
        bool attackIsKnown, StegoSource? source, ProtocolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PlannedStage before = Evaluation("evaluateBefore", model, test, attackIsKnown);
        return
        [
            before,
            .. source is null ? [Evidence(model, training, clean, options.Evidence)]
                : new[] { Detector(clean, source, options.Detector), Scan(training, clean, source, options.Detector) },
            Unlearning(model, training, clean, options.Unlearning),
            before with { Name = "evaluateAfter" },
        ];
    }

    private (long Steps, double Seconds) Steps(Action<IProgress<TrainingProgress>, CancellationToken> train)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        StepClock clock = new(time, stop);
        try { train(clock, stop.Token); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { /* The clock has seen enough. */ }
        return (clock.Steps, clock.SecondsAStep);
    }

    private double SecondsAnImage(Classifier model, LabeledImages images)
    {
        LabeledImages some = First(images, SampleImages);
        return Repeated(() => model.Predict(some, compute, cancellation)) / some.Count;
    }

    // Weights do not matter for the time: one step makes a detector.
    private double SecondsAScore(LabeledImages clean, StegoSource source, DetectorOptions options)
    {
        LabeledImages some = First(clean, SampleImages);
        using StegoDetector detector = DetectorTraining.Train(First(clean, LeastDetectorImages), source, options with { Iterations = 1 }, compute, seed, null, null, cancellation);
        return Repeated(() => detector.Score(some, compute, null, cancellation)) / some.Count;
    }

    // The first time chooses kernels and grows memory.
    private double Repeated(Action work)
    {
        work();
        long start = time.GetTimestamp();
        work();
        return time.GetElapsedTime(start).TotalSeconds;
    }

    private static LabeledImages First(LabeledImages images, int count) => images.Subset([.. Enumerable.Range(0, Math.Min(count, images.Count))]);
}

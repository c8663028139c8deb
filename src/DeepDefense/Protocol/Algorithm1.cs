using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>Algorithm 1 of the paper, from a suspicious model and its training set to a purified model, stage by
/// stage in a run folder.</summary>
/// <param name="run">Where results and files go.</param>
/// <param name="options">How.</param>
/// <param name="compute">Where and in what numbers.</param>
/// <param name="seed">All randomness.</param>
/// <param name="progress">Told how far each stage is.</param>
/// <param name="cancellation">Stops with the state written.</param>
public sealed class Algorithm1(RunFolder run, ProtocolOptions options, Compute compute, Seed seed,
    IProgress<StageProgress>? progress, CancellationToken cancellation)
{
    private const int CheckpointEvery = 25;

    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="inputs">Model and images.</param>
    /// <param name="settings">What the result says about where it comes from.</param>
    public ProtocolResult Run(ProtocolInputs inputs, IReadOnlyDictionary<string, object> settings)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        TriggeredTestSet? triggered = inputs.Truth is { } truth
            ? new TriggeredTestSet(inputs.Test, truth.Trigger.CreateTrigger(), truth.Target)
            : null;
        ModelMetrics before = run.Stage("evaluateBefore", () => Measure(inputs.ModelPath, inputs.Contract, inputs.Test, triggered));
        string detectorPath = run.FilePath("detector.safetensors");
        run.Stage("detector", () => BuildDetector(inputs, detectorPath));
        ScanReport scan = run.Stage("scan", () => Scan(inputs.Training, detectorPath));
        ScanCsv.Write(run.FilePath("scan.csv"), inputs.Training, scan);
        string purified = run.FilePath("purified-model" + Classifier.ExtensionOf(inputs.ModelPath));
        run.Stage("unlearn", () => Unlearn(inputs, scan, purified));
        ModelMetrics after = run.Stage("evaluateAfter", () => Measure(purified, null, inputs.Test, triggered));
        ProtocolContactSheet.Write(run.FilePath("contact-sheet.png"), inputs, scan);

        DetectionMetrics detection = inputs.Truth is null
            ? DetectionMetrics.WithoutTruth(scan.Flagged.Length, scan.Isolated.Length)
            : DetectionMetrics.Of(scan.Scores, scan.Flagged, scan.Isolated, inputs.Truth.Truth);
        Dictionary<string, double> seconds = new(run.Seconds) { ["total"] = run.Seconds.Values.Sum() };
        return new ProtocolResult
        {
            Before = before,
            After = after,
            Detection = detection,
            SuspectedTarget = scan.SuspectedTarget,
            Settings = settings,
            Seconds = seconds,
            Run = run.Path,
            Seed = seed.Value,
        };
    }

    private ModelMetrics Measure(string modelPath, InputContract? contract, LabeledImages test, TriggeredTestSet? triggered)
    {
        using Classifier model = Classifier.Load(modelPath, compute.Device, contract, test);
        return ClassifierEvaluation.Measure(model, test, triggered, compute, cancellation);
    }

    private bool BuildDetector(ProtocolInputs inputs, string path)
    {
        string state = run.FilePath("detector.checkpoint");
        using StegoDetector detector = DetectorTraining.Train(inputs.Clean, inputs.Trigger, options.Detector, compute, seed.For("detector"),
            new Checkpoint(state, "detector", CheckpointEvery), progress.ForTraining("detector"), cancellation);
        detector.Save(path);
        File.Delete(state);
        return true;
    }

    private ScanReport Scan(LabeledImages training, string detectorPath)
    {
        using StegoDetector detector = StegoDetector.Load(detectorPath, compute.Device);
        return DatasetScanner.Scan(training, detector, options.Scan, compute, progress.ForShare("scan"), cancellation);
    }

    private bool Unlearn(ProtocolInputs inputs, ScanReport scan, string path)
    {
        string state = run.FilePath("unlearn.checkpoint");
        using Classifier model = Classifier.Load(inputs.ModelPath, compute.Device, inputs.Contract, inputs.Test);
        if (scan.Isolated.Length > 0)
        {
            BackdoorUnlearning.Unlearn(model, inputs.Training.Subset(scan.Isolated), inputs.Clean, options.Unlearning, compute,
                seed.For("unlearning"), new Checkpoint(state, "unlearn", CheckpointEvery), progress.ForTraining("unlearn"), cancellation);
        }
        model.Save(path);
        File.Delete(state);
        return true;
    }
}

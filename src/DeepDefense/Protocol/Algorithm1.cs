using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Protocol.Planning;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Protocol;

/// <summary>Algorithm 1 of the paper, from a suspicious model and its training set to a purified model, stage by
/// stage in a run folder. Where no trigger is named, evidence stands for the detector of steps 1 to 3.</summary>
/// <param name="run">Where results and files go, and which ranks work there: they share training, scan and unlearning.</param>
/// <param name="options">How.</param>
/// <param name="compute">Where and in what numbers.</param>
/// <param name="seed">All randomness.</param>
/// <param name="progress">Told how far each stage is.</param>
/// <param name="cancellation">Stops with the state written.</param>
public sealed class Algorithm1(RunFolder run, ProtocolOptions options, Compute compute, Seed seed,
    IProgress<StageProgress>? progress, CancellationToken cancellation)
{
    private const int CheckpointEvery = 25;

    // All other work the first rank does alone.
    private Compute Together => compute with { Group = run.Group };

    /// <summary>Called with one sentence where the model turns out not to take bfloat16, or null (default).</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Runs what is not finished yet.</summary>
    /// <param name="inputs">Model and images.</param>
    /// <param name="settings">What the result says about where it comes from.</param>
    public ProtocolResult Run(ProtocolInputs inputs, IReadOnlyDictionary<string, object> settings)
    {
        ProtocolOutcome found = Work(inputs);
        (ScanReport scan, string purified) = (found.Scan, found.Purified);
        ScanFindings findings = ScanFindings.Of(inputs.Training, scan, inputs.Truth?.Marks ?? inputs.Marks, found.Evidence);
        using Classifier model = Open(purified, null, inputs.Training);
        EstimatedTrigger? estimated = Estimated(inputs, found, findings.Verdict.SuspectedTarget, model);
        found.Document(run, inputs, options.Unlearning, findings.Verdict, estimated, model, seed);
        Dictionary<string, double> seconds = new(run.Seconds) { ["total"] = run.Seconds.Values.Sum() };
        return new ProtocolResult(findings, run.Losses(), found.Appearance)
        {
            Before = found.Before,
            After = found.After,
            PurifiedModel = scan.Isolated.Length == 0 ? null : Path.GetFileName(purified),
            EstimatedTrigger = estimated,
            IsolatedAnswers = scan.Isolated.Length == 0 ? [] : Teacher.Relabel(model, inputs.Training, scan.Isolated, Teacher.SureFrom, compute, cancellation),
            Detection = findings.Detection,
            Verdict = findings.Verdict,
            Scan = scan,
            SuspectedTarget = findings.Verdict.SuspectedTarget,
            Settings = settings,
            Seconds = seconds,
            Run = run.Path,
            Seed = seed.Value,
        };
    }

    /// <summary>Does the share of a rank that is not the first; the first runs it.</summary>
    /// <param name="inputs">Model and images, as the first has them.</param>
    public void Help(ProtocolInputs inputs) => Work(inputs);

    private ProtocolOutcome Work(ProtocolInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        inputs.Clean.RequireSameNumbering(inputs.Training);
        TriggeredTestSet? triggered = inputs.Truth is { } truth
            ? new TriggeredTestSet(inputs.Test, truth.Trigger.CreateTrigger(), truth.Options)
            : null;
        ModelMetrics before = run.Stage("evaluateBefore", () => Measure(inputs.ModelPath, inputs.Contract, inputs.Test, triggered));
        EvidenceReport? evidence = inputs.Source is null ? Look(inputs) : null;
        ScanReport scan = evidence?.Scan ?? ScanForTrigger(inputs);
        TriggerAppearance? appearance = run.Group.IsFirst ? Show(inputs, scan) : null;
        string purified = run.FilePath(PlannedFiles.PurifiedModel(Classifier.ExtensionOf(inputs.ModelPath)));
        run.Stage("unlearn", () => Unlearn(inputs, scan, appearance, purified), isShared: true, files: purified);
        ModelMetrics after = run.Stage("evaluateAfter", () => Measure(purified, null, inputs.Test, triggered));
        return new ProtocolOutcome(before, after, scan, evidence, appearance, purified);
    }

    private Classifier Open(string path, InputContract? contract, LabeledImages images)
    {
        Classifier model = Classifier.Load(path, compute.Device, contract, images);
        model.Told = Told;
        return model;
    }

    private ModelMetrics Measure(string modelPath, InputContract? contract, LabeledImages test, TriggeredTestSet? triggered)
    {
        using Classifier model = Open(modelPath, contract, test);
        return ClassifierEvaluation.Measure(model, test, triggered, compute, cancellation);
    }

    // Where the attack is known it is measured itself; of a trigger that was named, the estimate says less than the name.
    private EstimatedTrigger? Estimated(ProtocolInputs inputs, ProtocolOutcome found, int? target, Classifier purified)
    {
        if (inputs.Truth is not null || inputs.Source is not null || target is not int label || found.Appearance is not { } appearance || TriggeredClean.Of(inputs.Test, appearance) is not { } triggered) { return null; }
        using Classifier suspicious = Open(inputs.ModelPath, inputs.Contract, inputs.Test);
        return EstimatedTrigger.Of(triggered, label, suspicious, purified, compute, cancellation);
    }

    private TriggerAppearance? Show(ProtocolInputs inputs, ScanReport scan)
    {
        ScanCsv.Write(run.FilePath("scan.csv"), inputs.Training, scan);
        if (scan.Isolated.Length == 0) { return null; }
        TriggerAppearance appearance = TriggerAppearance.Of(inputs.Training.Subset(scan.Isolated), inputs.Clean, seed);
        AppearancePicture.Write(run.Path, appearance);
        return appearance;
    }

    // At the model itself, or at a witness where it is closed or not to be trusted.
    private EvidenceReport Look(ProtocolInputs inputs)
    {
        EvidenceSubject.Require(inputs.Training, inputs.Clean);
        string witness = run.FilePath("witness.safetensors");
        bool useWitness = run.Stage("witness", () =>
        {
            if (!options.Evidence.UseWitness && !IsClosed(inputs)) { return false; }
            string state = run.FilePath("witness.checkpoint");
            using Classifier trained = Witness.Train(inputs.Training, Together, seed.For("witness"), new Checkpoint(state, "witness", CheckpointEvery), run.Recorded(progress), cancellation);
            Keep(() => trained.Save(witness), state);
            return true;
        }, isShared: true, files: witness);
        return run.Stage("evidence", () =>
        {
            using Classifier model = useWitness ? Classifier.Load(witness, compute.Device) : Open(inputs.ModelPath, inputs.Contract, inputs.Test);
            using EvidenceSubject subject = new(model, inputs.Training, inputs.Clean, compute, seed.For("evidence"));
            return EvidenceScanner.Scan(subject, options.Evidence, run.Recorded(progress), cancellation);
        }, report => Fits(report, inputs));
    }

    // A network of ours never is, and need not be loaded to know.
    private bool IsClosed(ProtocolInputs inputs)
    {
        if (!TorchScriptArchive.IsPyTorchFile(inputs.ModelPath)) { return false; }
        using Classifier model = Open(inputs.ModelPath, inputs.Contract, inputs.Test);
        return Witness.IsNeededFor(model);
    }

    private ScanReport ScanForTrigger(ProtocolInputs inputs)
    {
        string detector = run.FilePath("detector.safetensors");
        run.Stage("detector", () => BuildDetector(inputs.Clean, inputs.Source!, detector), isShared: true, files: detector);
        return run.Stage("scan", () => Scan(inputs.Training, detector), report => Fits(report, inputs.Training), isShared: true);
    }

    // What was kept may have been changed since; its numbers lead to images.
    private static bool Fits(ScanReport scan, LabeledImages training) =>
        scan.Scores.Length == training.Count && scan.Flagged.Concat(scan.Isolated).All(image => image >= 0 && image < training.Count)
        && (scan.SuspectedTarget is not int label || (label >= 0 && label < training.ClassNames.Count));

    private static bool Fits(EvidenceReport report, ProtocolInputs inputs) => Fits(report.Scan, inputs.Training)
        && report.Classes.Count == inputs.Training.ClassNames.Count && report.Classes.All(gate => gate is not null) && report.Separations.All(separation => separation is not null)
        && report.Views.All(view => view is not null && (view.Training is null || view.Training.Length == inputs.Training.Count) && (view.Clean is null || view.Clean.Length == inputs.Clean.Count));

    private bool BuildDetector(LabeledImages clean, StegoSource source, string path)
    {
        string state = run.FilePath("detector.checkpoint");
        using StegoDetector detector = DetectorTraining.Train(clean, source, options.Detector, Together, seed.For("detector"),
            new Checkpoint(state, "detector", CheckpointEvery), run.Recorded(progress).ForTraining("detector"), cancellation);
        Keep(() => detector.Save(path), state);
        return true;
    }

    private ScanReport Scan(LabeledImages training, string detectorPath)
    {
        using StegoDetector detector = StegoDetector.Load(detectorPath, compute.Device);
        return DatasetScanner.Scan(training, detector, options.Scan, Together, progress.ForShare("scan"), cancellation);
    }

    private bool Unlearn(ProtocolInputs inputs, ScanReport scan, TriggerAppearance? appearance, string path)
    {
        string state = run.FilePath("unlearn.checkpoint");
        using Classifier model = Open(inputs.ModelPath, inputs.Contract, inputs.Test);
        if (scan.Isolated.Length == 0)
        {
            // Not a bit of it changes; how it takes images, which may have been said elsewhere, stands beside it.
            Keep(() =>
            {
                AtomicFile.Write(path, stream =>
                {
                    using FileStream source = File.OpenRead(inputs.ModelPath);
                    source.CopyTo(stream);
                });
                model.SaveContract(path);
            }, state);
            return true;
        }
        BackdoorUnlearning.Unlearn(model, inputs.Training.Subset(scan.Isolated), inputs.Clean, Corrected, options.Unlearning, Together,
            seed.For("unlearning"), new Checkpoint(state, "unlearn", CheckpointEvery), run.Recorded(progress).ForTraining("unlearn"), cancellation);
        Keep(() => model.Save(path), state);
        return true;

        LabeledImages? Corrected() => inputs.Source is TriggerSource named ? TriggeredClean.Of(inputs.Clean, named.Options.CreateTrigger())
            : appearance is null ? null : TriggeredClean.Of(inputs.Clean, appearance);
    }

    // What was trained takes the place of its state.
    private void Keep(Action save, string state)
    {
        if (!run.Group.IsFirst) { return; }
        save();
        File.Delete(state);
    }
}

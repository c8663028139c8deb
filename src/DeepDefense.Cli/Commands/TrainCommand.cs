using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Protocol.Planning;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Trains a classifier on a set as it is.</summary>
internal sealed class TrainCommand : SharedCommand
{
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly ModelOptions _model;
    private readonly DryRun _dryRun;

    internal TrainCommand(Terminal terminal)
        : base("train", "Trains a network on a labelled set.", terminal)
    {
        Options.Add(_data);
        _common = new CommonOptions(this, "Model file (safetensors).", outRequired: true, resumable: true, logged: true);
        _dataOptions = new DataOptions(this);
        _model = new ModelOptions(this);
        _dryRun = new DryRun(this);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        ClassifierTrainingOptions options = _model.Training(parsed);
        Compute compute = _common.Compute(parsed, group, cancellation);
        Seed seed = _common.Seed(parsed);
        Dataset data = _dataOptions.Open(parsed.GetValue(_data)!, parsed, seed, Terminal, cancellation);
        ModelDescription description = _model.Description(parsed, data.Train);
        string path = _common.Out(parsed)!;
        if (_dryRun.IsAsked(parsed)) { return DryRun.Show(Terminal, Plan(data, description, options, compute, seed, [path, .. _common.LogFiles(parsed)], cancellation), _common.Json(parsed)); }
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, data = Demonstration.Fingerprint(data), description, options }, _common.Resume(parsed), _common.Force(parsed), group, cancellation);
        using Classifier classifier = Terminal.WithProgress(_common.LogFolder(parsed), progress => ClassifierTraining.Train(data.Train, description, options,
            compute, seed.For("victim"), checkpoint, progress.ForTraining("train"), cancellation));
        if (!group.IsFirst) { return ExitCode.Success; }
        classifier.Save(path);
        File.Delete(checkpoint.Path);
        ModelMetrics metrics = ClassifierEvaluation.Measure(classifier, data.Test, null, compute, cancellation);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = path, metrics.CleanAccuracy, options.Epochs, options.Augmentation, Seed = seed.Value }); }
        else { Terminal.WriteLine($"{path}: clean accuracy {ProtocolResultView.Percent(metrics.CleanAccuracy)} (augmentation {options.Augmentation})"); }
        return ExitCode.Success;
    }

    private RunPlan Plan(Dataset data, ModelDescription description, ClassifierTrainingOptions options, Compute compute, Seed seed, IEnumerable<string> files, CancellationToken cancellation)
    {
        PlanCalibration calibration = new(compute, seed, Terminal.Time, cancellation);
        using Classifier model = Classifier.Create(description, new Init(seed, compute.Device));
        return PlanCalibration.Plan([calibration.Classifier(data.Train, description, options), calibration.Evaluation("evaluate", model, data.Test, triggered: false)], files);
    }
}

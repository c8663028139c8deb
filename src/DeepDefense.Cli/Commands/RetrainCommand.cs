using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Trains anew on what a scan left.</summary>
internal sealed class RetrainCommand : SharedCommand
{
    private readonly CleaningOptions _cleaning;
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;
    private readonly ModelOptions _model;
    private readonly AlsoOption _also;

    internal RetrainCommand(Terminal terminal)
        : base("retrain", "Trains a network anew without the images that a scan flagged, or with other labels for them.", terminal)
    {
        _cleaning = new CleaningOptions(this);
        _common = new CommonOptions(this, "Model file (safetensors).", outRequired: true, resumable: true, logged: true);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this, hasArchitecture: false);
        _model = new ModelOptions(this);
        _also = new AlsoOption(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) => _also.Files(parsed, _common.Out(parsed)!);

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        _cleaning.RefuseContradictions(parsed, _contract);
        ClassifierTrainingOptions options = _model.Training(parsed);
        Compute compute = _common.Compute(parsed, group, cancellation);
        Seed seed = _common.Seed(parsed);
        LabeledImages train = _data.LoadWhole(_cleaning.Train(parsed), parsed, seed, Terminal, cancellation).Dataset.Train;
        CleanedSet cleaned = _cleaning.Clean(parsed, train, _contract, () => compute with { Group = ProcessGroup.Alone }, Terminal, cancellation);
        group.RequireSame("the images that are left", TrainingFingerprint.Of(cleaned.Images), cancellation);
        ModelDescription description = _model.Description(parsed, cleaned.Images);
        string path = _common.Out(parsed)!;
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, Images = TrainingFingerprint.Of(cleaned.Images), description, options }, _common.Resume(parsed), _common.Force(parsed), group, cancellation);
        using Classifier classifier = Terminal.WithProgress(_common.LogFolder(parsed), progress => ClassifierTraining.Train(cleaned.Images, description, options,
            compute, seed.For("victim"), checkpoint, progress.ForTraining("train"), cancellation));
        if (!group.IsFirst) { return ExitCode.Success; }
        classifier.Save(path);
        _also.Write(parsed, path, classifier);
        File.Delete(checkpoint.Path);
        var result = new { Out = path, Training = cleaned.Images.Count, cleaned.LeftOut, cleaned.Relabelled, cleaned.Undecided, options.Epochs, options.Augmentation, Seed = seed.Value };
        if (_common.Json(parsed)) { Terminal.WriteJson(result); }
        else { Terminal.WriteLine($"{path}: trained on {result.Training} of {train.Count} images; {cleaned.Told}"); }
        return ExitCode.Success;
    }
}

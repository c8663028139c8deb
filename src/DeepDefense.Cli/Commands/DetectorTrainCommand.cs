using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Protocol.Planning;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Steps 1 and 2 of Algorithm 1.</summary>
internal sealed class DetectorTrainCommand : SharedCommand
{
    private readonly PathOption _clean = new("--clean", PathUse.InputSet) { Description = "A labelled set known to be clean, about 250 images or more: a quarter of them sets the thresholds; its training part is used.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly StegoSourceOptions _source;
    private readonly ProtocolCommandOptions _protocol;
    private readonly DryRun _dryRun;

    internal DetectorTrainCommand(Terminal terminal)
        : base("train", "Builds a detector from clean images and a trigger generator, or a mixture of changes.", terminal)
    {
        Options.Add(_clean);
        _common = new CommonOptions(this, "Detector file (safetensors).", outRequired: true, resumable: true, logged: true);
        _data = new DataOptions(this);
        _source = new StegoSourceOptions(this);
        _protocol = new ProtocolCommandOptions().Detector(this);
        _dryRun = new DryRun(this);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        StegoSource source = _source.Source(parsed);
        DetectorOptions options = _protocol.Detector(parsed, ProtocolCommandOptions.PresetFor(source));
        Compute compute = _common.Compute(parsed, group, cancellation);
        Seed seed = _common.Seed(parsed);
        LabeledImages clean = _data.OpenWhole(parsed.GetValue(_clean)!, parsed, seed, Terminal, cancellation);
        string path = _common.Out(parsed)!;
        if (_dryRun.IsAsked(parsed))
        {
            PlannedStage stage = new PlanCalibration(compute, seed, Terminal.Time, cancellation).Detector(clean, source, options);
            return DryRun.Show(Terminal, PlanCalibration.Plan([stage], [path, .. _common.LogFiles(parsed)]), _common.Json(parsed));
        }
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, clean = TrainingFingerprint.Of(clean), Trigger = (source as TriggerSource)?.Options, Mixture = source as MixtureOptions, Files = _source.FilesOf(parsed), options }, _common.Resume(parsed), _common.Force(parsed), group, cancellation);
        using StegoDetector detector = Terminal.WithProgress(_common.LogFolder(parsed), progress => DetectorTraining.Train(clean, source,
            options, compute, seed.For("detector"), checkpoint, progress.ForTraining("detector"), cancellation));
        if (!group.IsFirst) { return ExitCode.Success; }
        detector.Save(path);
        File.Delete(checkpoint.Path);
        double threshold = detector.ThresholdAt(new ScanOptions().FalsePositiveRate);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = path, Trigger = source.Name, options.Iterations, detector.CalibrationCount, ThresholdAt01 = threshold, Seed = seed.Value }); }
        else { Terminal.WriteLine($"{path}: threshold {threshold:F3} at a false-positive rate of 1 % on {detector.CalibrationCount} calibration scores"); }
        return ExitCode.Success;
    }
}

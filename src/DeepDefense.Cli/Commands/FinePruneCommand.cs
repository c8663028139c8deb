using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Fine-pruning, the paper's first rival.</summary>
internal sealed class FinePruneCommand : WorkCommand
{
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The suspicious model (safetensors, TorchScript or a state dict).", Required = true };
    private readonly PathOption _clean = new("--clean", PathUse.InputSet) { Description = "A labelled set known to be clean.", Required = true };

    private readonly Option<string> _preset = new("--preset")
    {
        Description = "paper: 60 % of the last convolution, no fine-tuning; original: as far as the accuracy allows, then fine-tuning.",
        DefaultValueFactory = _ => "original",
    };

    private readonly Option<PrunedLayer> _layer = new("--layer") { Description = "Outputs of the last convolution, or inputs of the final linear layer.", DefaultValueFactory = _ => PrunedLayer.LastConvolution };
    private readonly Option<double?> _share = new("--pruned-share") { Description = "Share of the channels to prune, in (0, 1). [default: paper 0.6; original as many as --accuracy-fall allows]" };
    private readonly Option<double?> _fall = new("--accuracy-fall") { Description = "Largest fall of the accuracy on clean validation images, as a share of it. [default: 0.04]" };
    private readonly Option<int?> _epochs = new("--fine-tuning-epochs") { Description = "Times that each clean image is seen in fine-tuning. [default: original 100; paper 0]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;
    private readonly AlsoOption _also;

    internal FinePruneCommand(Terminal terminal)
        : base("fine-prune", "Prunes channels that clean images leave dormant, and fine-tunes the rest.", terminal)
    {
        _preset.AcceptOnlyFromAmong("paper", "original");
        _layer.AcceptNames();
        foreach (Option option in new Option[] { _model, _clean, _preset, _layer, _share, _fall, _epochs }) { Options.Add(option); }
        _common = new CommonOptions(this, "Purified model, of the same kind.", outRequired: true, resumable: true, logged: true);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
        _also = new AlsoOption(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
    [
        new NamedPath("the card of --out", ModelCard.PathFor(_common.Out(parsed)!), PathUse.OutputFile),
        .. Classifier.FilesBeside(parsed.GetValue(_model)!, _common.Out(parsed)!).Select(file => new NamedPath("what goes with --out", file, PathUse.OutputFile)),
        .. _also.Files(parsed, _common.Out(parsed)!),
    ];

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        FinePruningOptions options = Pruning(parsed);
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        string modelPath = parsed.GetValue(_model)!, path = _common.Out(parsed)!;
        Classifier.RequireWeights(modelPath);
        _also.Require(parsed, modelPath);
        DatasetOptions reading = _data.OptionsFor(modelPath, _contract.Given(parsed), parsed);
        LabeledImages clean = DataOptions.LoadWhole(parsed.GetValue(_clean)!, reading, seed, Terminal, cancellation).Dataset.Train;
        using Classifier model = _contract.Load(modelPath, parsed, compute, clean, Terminal);
        DiskSpace.Require(path, new FileInfo(modelPath).Length);
        ModelFile suspicious = ModelFile.Of(modelPath);
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, modelHash = suspicious.Sha256, Contract = InputContract.Of(model.Description), Clean = TrainingFingerprint.Of(clean), options }, _common.Resume(parsed), _common.Force(parsed));
        FinePruningReport report = Terminal.WithProgress(_common.LogFolder(parsed), progress =>
            FinePruning.Purify(model, clean, options, compute, seed.For("fine-pruning"), checkpoint, progress, cancellation));
        model.Save(path);
        _also.Write(parsed, path, model);
        ModelCard.Write(ModelCard.PathFor(path), new PurifiedModel
        {
            File = ModelFile.Of(path),
            Suspicious = suspicious,
            Description = model.Description,
            Library = model.Library,
            Method = PurificationMethod.FinePruning,
            Options = options,
            Data = [DataSource.Of("clean set", clean)],
            Before = ModelMetrics.Of(report.AccuracyBefore, null),
            After = ModelMetrics.Of(report.AccuracyAfter, null),
            MeasuredOn = "clean validation images, a part of the clean set",
            Seed = seed.Value,
            Time = Terminal.Time.GetUtcNow(),
        });
        CommandCheckpoint.Forget(path);
        if (_common.Json(parsed))
        {
            Terminal.WriteJson(new { Out = path, options.Layer, report.Channels, report.Pruned, report.AccuracyBefore, report.AccuracyPruned, report.AccuracyAfter, options.FineTuningEpochs, Seed = seed.Value });
        }
        else
        {
            Terminal.WriteLine($"{path}: {report.Pruned.Count} of {report.Channels} channels pruned ({options.Layer}), {options.FineTuningEpochs} epochs of fine-tuning; accuracy on clean validation images "
                + $"{ProtocolResultView.Percent(report.AccuracyBefore)}, pruned {ProtocolResultView.Percent(report.AccuracyPruned)}, at the end {ProtocolResultView.Percent(report.AccuracyAfter)}");
        }
        return ExitCode.Success;
    }

    private FinePruningOptions Pruning(ParseResult parsed)
    {
        FinePruningOptions preset = parsed.GetValue(_preset) == "paper" ? FinePruningOptions.Paper : FinePruningOptions.Original;
        if ((parsed.GetValue(_share) ?? preset.Share) is not null) { CommonOptions.Refuse(parsed, "is not used where a share is pruned (--pruned-share, --preset paper)", _fall); }
        return preset with
        {
            Layer = parsed.GetValue(_layer),
            Share = parsed.GetValue(_share) ?? preset.Share,
            AccuracyFall = parsed.GetValue(_fall) ?? preset.AccuracyFall,
            FineTuningEpochs = parsed.GetValue(_epochs) ?? preset.FineTuningEpochs,
        };
    }
}

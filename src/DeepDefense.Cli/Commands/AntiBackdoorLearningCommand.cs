using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Reporting;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Anti-backdoor learning, the paper's second rival.</summary>
internal sealed class AntiBackdoorLearningCommand : WorkCommand
{
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set, poisoned or not.", Required = true };

    private readonly Option<string> _preset = new("--preset")
    {
        Description = "original: as its authors' code; paper: T = 107, T_te = 25; own: batch norm keeps its statistics in the ascent.",
        DefaultValueFactory = _ => "original",
    };

    private readonly Option<double?> _factor = new("--epochs-factor") { Description = "Factor on the preset's epochs of isolation and fine-tuning, for a shorter course. [default: 1]" };
    private readonly Option<int?> _turning = new("--turning-epoch") { Description = "Epochs before images are isolated (T_te). [default: own and original 10; paper 25]" };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Epochs of isolation and fine-tuning together (T). [default: the turning epoch and 60 more; paper 82]" };
    private readonly Option<int?> _unlearning = new("--unlearning-epochs") { Description = "Epochs of gradient ascent on the isolated images. [default: own 5; original and paper 4]" };
    private readonly Option<double?> _rate = new("--isolation-rate") { Description = "Share of the training set that is isolated, in (0, 1). [default: 0.01]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ModelOptions _model;
    private readonly TruthOption _truth;
    private readonly AlsoOption _also;

    internal AntiBackdoorLearningCommand(Terminal terminal)
        : base("abl", "Trains a network on a poisoned set by anti-backdoor learning.", terminal)
    {
        _preset.AcceptOnlyFromAmong("own", "original", "paper");
        foreach (Option option in new Option[] { _train, _preset, _factor, _turning, _epochs, _unlearning, _rate }) { Options.Add(option); }
        _common = new CommonOptions(this, "Model file (safetensors).", outRequired: true, resumable: true, logged: true);
        _data = new DataOptions(this);
        _model = new ModelOptions(this, training: false);
        _truth = new TruthOption(this);
        _also = new AlsoOption(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
        [new NamedPath("the card of --out", ModelCard.PathFor(_common.Out(parsed)!), PathUse.OutputFile), .. _also.Files(parsed, _common.Out(parsed)!)];

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        AntiBackdoorLearningOptions options = Learning(parsed);
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        string trainPath = parsed.GetValue(_train)!, path = _common.Out(parsed)!;
        Dataset data = _data.Open(trainPath, parsed, seed, Terminal, cancellation);
        ModelDescription description = _model.Description(parsed, data.Train);
        PoisonMarks? truth = _truth.Of(parsed, trainPath, data.Train, Terminal)?.Marks;
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, data = Demonstration.Fingerprint(data), description, options }, _common.Resume(parsed), _common.Force(parsed));
        (Classifier trained, AntiBackdoorLearningReport report) = Terminal.WithProgress(_common.LogFolder(parsed), progress =>
            AntiBackdoorLearning.Train(data.Train, description, options, compute, seed.For("abl"), checkpoint, progress, cancellation));
        using Classifier model = trained;
        model.Save(path);
        _also.Write(parsed, path, model);
        CommandCheckpoint.Forget(path);
        ModelMetrics metrics = ClassifierEvaluation.Measure(model, data.Test, null, compute, cancellation);
        ModelCard.Write(ModelCard.PathFor(path), new PurifiedModel
        {
            File = ModelFile.Of(path),
            Description = description,
            Method = PurificationMethod.AntiBackdoorLearning,
            Options = options,
            Isolated = report.Isolated.Count,
            Data = [DataSource.Of("training set", data.Train), DataSource.Of("test set", data.Test)],
            After = metrics,
            Seed = seed.Value,
            Time = Terminal.Time.GetUtcNow(),
        });
        int? poisoned = truth is null ? null : report.Isolated.Count(truth.IsPoisoned);
        if (_common.Json(parsed))
        {
            Terminal.WriteJson(new { Out = path, metrics.CleanAccuracy, report.Isolated, IsolatedPoisoned = poisoned, report.LossThreshold, report.MeanLoss, options.TurningEpoch, options.FineTuningEpochs, options.UnlearningEpochs, Seed = seed.Value });
        }
        else
        {
            Terminal.WriteLine($"{path}: clean accuracy {ProtocolResultView.Percent(metrics.CleanAccuracy)}; {report.Isolated.Count} images isolated"
                + (poisoned is int known ? $", {known} of them poisoned" : "")
                + $", of losses up to {report.LossThreshold:G3} (mean of all {report.MeanLoss:G3})");
        }
        return ExitCode.Success;
    }

    private AntiBackdoorLearningOptions Learning(ParseResult parsed)
    {
        AntiBackdoorLearningOptions preset = parsed.GetValue(_preset) switch
        {
            "original" => AntiBackdoorLearningOptions.Original,
            "paper" => AntiBackdoorLearningOptions.Paper,
            _ => new AntiBackdoorLearningOptions(),
        };
        preset = preset.Scaled(parsed.GetValue(_factor) ?? 1);
        int turning = parsed.GetValue(_turning) ?? preset.TurningEpoch;
        int epochs = parsed.GetValue(_epochs) ?? turning + preset.FineTuningEpochs;
        if (epochs < turning) { throw new UsageException($"--epochs {epochs}: must be at least the turning epoch {turning}"); }
        return preset with
        {
            TurningEpoch = turning,
            FineTuningEpochs = epochs - turning,
            UnlearningEpochs = parsed.GetValue(_unlearning) ?? preset.UnlearningEpochs,
            IsolationRate = parsed.GetValue(_rate) ?? preset.IsolationRate,
        };
    }
}

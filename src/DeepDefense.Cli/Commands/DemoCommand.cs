using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Protocol.Planning;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>The whole story on synthetic or given images.</summary>
internal sealed class DemoCommand : WorkCommand
{
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set. [default: synthetic images]" };

    private readonly Option<double> _cleanFraction = new("--clean-fraction")
    {
        Description = "Share of the pool that the defender keeps as clean images, in (0, 1).",
        DefaultValueFactory = _ => 0.2,
    };

    private readonly Option<bool> _unknown = new("--unknown-trigger") { Description = "The defender is told nothing of the trigger, and finds it by what the network does." };

    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly AttackOptions _attack;
    private readonly ModelOptions _model;
    private readonly ProtocolCommandOptions _protocol;
    private readonly DryRun _dryRun;

    internal DemoCommand(Terminal terminal)
        : base("demo", "Poisons images, trains a network on them, finds the poison and unlearns the backdoor.", terminal)
    {
        Options.Add(_data);
        Options.Add(_cleanFraction);
        Options.Add(_unknown);
        _common = new CommonOptions(this, "Run folder. [default: runs/<time>-demo]", resumable: true, use: PathUse.OutputRun);
        _dataOptions = new DataOptions(this);
        _attack = new AttackOptions(this, "--attack", poisoning: true);
        _model = new ModelOptions(this);
        _protocol = new ProtocolCommandOptions().Detector(this).Scan(this).Unlearning(this);
        _dryRun = new DryRun(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string? path = parsed.GetValue(_data);
        if (path is null) { _dataOptions.Refuse(parsed); }
        DemonstrationOptions options = OptionsOf(parsed, synthetic: path is null);
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        Dataset data = path is null
            ? SyntheticImages.Create(new SyntheticOptions(), seed.For("synthetic"))
            : _dataOptions.Open(path, parsed, seed, Terminal, cancellation);
        options = options with { Poisoning = _attack.WithClasses(options.Poisoning, parsed, data.Train.ClassNames) };
        if (_dryRun.IsAsked(parsed)) { return DryRun.Show(Terminal, Plan(data, options, compute, seed, parsed, cancellation), _common.Json(parsed)); }
        object configuration = new
        {
            Command = "demo",
            Seed = seed.Value,
            Data = Demonstration.Fingerprint(data),
            Device = compute.Device.ToString(),
            compute.Numbers,
            TorchRuntime.Threads,
            Options = options,
            Files = _attack.FilesOf(parsed),
        };
        using RunFolder run = RunFolder.Open(FolderOf(parsed, configuration), configuration, _common.Resume(parsed), Terminal.Time, Terminal.Say, _common.Force(parsed), cancellation: cancellation);
        ProtocolResult result = Terminal.WithProgress(run.Path, progress => Demonstration.Run(data, options, run, compute, seed, progress, cancellation));
        RunResult.Finish(Terminal, Name, result, _common.Json(parsed));
        return ExitCode.Success;
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
        _common.Out(parsed) is null && !_common.Resume(parsed) ? [new NamedPath("the run folder", NewFolder(), PathUse.OutputRun)] : [];

    private string FolderOf(ParseResult parsed, object configuration) =>
        _common.Out(parsed)
        ?? (_common.Resume(parsed) ? RunFolder.FindLatest(RunView.Runs, configuration) : null)
        ?? NewFolder();

    private string NewFolder() => Path.Combine(RunView.Runs, $"{Terminal.Time.GetUtcNow():yyyyMMdd-HHmmss}-demo");

    private RunPlan Plan(Dataset data, DemonstrationOptions options, Compute compute, Seed seed, ParseResult parsed, CancellationToken cancellation)
    {
        (LabeledImages clean, LabeledImages training) = Demonstration.Split(data.Train, options.CleanFraction, seed);
        ModelDescription description = options.VictimFor(training);
        PlanCalibration calibration = new(compute, seed, Terminal.Time, cancellation);
        using Classifier model = Classifier.Create(description, new Init(seed, compute.Device));
        PlannedStage train = calibration.Classifier(training, description, options.Victim);
        string folder = _common.Out(parsed) ?? NewFolder();
        return PlanCalibration.Plan([train, .. calibration.Protocol(model, training, clean, data.Test, attackIsKnown: true, options.TriggerIsKnown ? options.Trigger.CreateTrigger() : null, options.Protocol)],
            PlannedFiles.OfDemonstration(options.TriggerIsKnown).Select(file => Path.Combine(folder, file)));
    }

    // Synthetic images are easier and the demonstration is to be short: a smaller victim, a smaller detector.
    private DemonstrationOptions OptionsOf(ParseResult parsed, bool synthetic)
    {
        bool known = !parsed.GetValue(_unknown);
        ClassifierTrainingOptions victim = synthetic
            ? new() { Epochs = 10, BatchSize = 64 }
            : new();
        DetectorOptions detector = synthetic
            ? new() { Iterations = 250, Network = new WiserNetOptions { Width = 18 } }
            : new();
        return new DemonstrationOptions(_attack.Trigger(parsed), _attack.Poisoning(parsed), parsed.GetValue(_cleanFraction),
            _model.Architecture(parsed), _model.Width(parsed, synthetic ? 16 : 32), _model.Training(parsed, victim),
            _protocol.All(parsed, known, synthetic || known ? detector : null))
        {
            TriggerIsKnown = known,
        };
    }
}

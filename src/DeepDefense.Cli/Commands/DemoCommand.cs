using System.CommandLine;
using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>The whole story on synthetic or given images.</summary>
internal sealed class DemoCommand : WorkCommand
{
    private const string Runs = "runs";
    private readonly Option<string?> _data = new("--data") { Description = "A labelled set. [default: synthetic images]" };

    private readonly Option<double> _cleanFraction = new("--clean-fraction")
    {
        Description = "Share of the pool that the defender keeps as clean images, in (0, 1).",
        DefaultValueFactory = _ => 0.2,
    };

    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;
    private readonly AttackOptions _attack;
    private readonly ModelOptions _model;
    private readonly ProtocolCommandOptions _protocol;

    internal DemoCommand(Terminal terminal)
        : base("demo", "Poisons images, trains a network on them, finds the poison and unlearns the backdoor.", terminal)
    {
        Options.Add(_data);
        Options.Add(_cleanFraction);
        _common = new CommonOptions(this, "Run folder. [default: runs/<time>-demo]", resumable: true);
        _dataOptions = new DataOptions(this);
        _attack = new AttackOptions(this, "--attack", poisoning: true);
        _model = new ModelOptions(this);
        _protocol = new ProtocolCommandOptions().Detector(this).Scan(this).Unlearning(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string? path = parsed.GetValue(_data);
        DemonstrationOptions options = OptionsOf(parsed, synthetic: path is null);
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        Dataset data = path is null
            ? SyntheticImages.Create(new SyntheticOptions(), seed.For("synthetic"))
            : _dataOptions.Open(path, parsed, seed, Terminal, cancellation);
        object configuration = new
        {
            Command = "demo",
            Seed = seed.Value,
            Data = Demonstration.Fingerprint(data),
            Device = compute.Device.ToString(),
            compute.Precision,
            TorchRuntime.Threads,
            Options = options,
        };
        RunFolder run = RunFolder.Open(FolderOf(parsed, configuration), configuration, _common.Resume(parsed), Terminal.Time);
        ProtocolResult result = Terminal.WithProgress(progress => Demonstration.Run(data, options, run, compute, seed, progress, cancellation));
        return RunResult.Finish(Terminal, Name, result, _common.Json(parsed));
    }

    private string FolderOf(ParseResult parsed, object configuration) =>
        _common.Out(parsed)
        ?? (_common.Resume(parsed) ? RunFolder.FindLatest(Runs, configuration) : null)
        ?? Path.Combine(Runs, $"{Terminal.Time.GetUtcNow():yyyyMMdd-HHmmss}-demo");

    // Synthetic images are easier and the demonstration is to be short: a smaller victim, a smaller detector.
    private DemonstrationOptions OptionsOf(ParseResult parsed, bool synthetic)
    {
        ClassifierTrainingOptions victim = synthetic
            ? new() { Epochs = 10, BatchSize = 64 }
            : new();
        DetectorOptions detector = synthetic
            ? new() { Iterations = 250, Network = new WiserNetOptions { Width = 18 } }
            : new();
        return new DemonstrationOptions(_attack.Trigger(parsed), _attack.Poisoning(parsed), parsed.GetValue(_cleanFraction),
            _model.Architecture(parsed), _model.Width(parsed, synthetic ? 16 : 32), _model.Training(parsed, victim),
            _protocol.All(parsed, detector));
    }
}

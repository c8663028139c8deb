using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Protocol.Planning;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Commands;

/// <summary>Algorithm 1 on a model and training set that exist.</summary>
internal sealed class ProtectCommand : SharedCommand
{
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The suspicious model (safetensors, TorchScript, or a state dict of torch.save).", Required = true };
    private readonly PathOption _train = new(ScanCommand.Scanned, PathUse.InputSet) { Description = "The labelled set that it was trained on.", Required = true };
    private readonly PathOption _clean = new("--clean", PathUse.InputSet) { Description = "A labelled set known to be clean, disjoint from --train, 20 images at least and better 20 of each class (with --trigger about 250 in all); a fifth of it measures where --train has no test images.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;
    private readonly StegoSourceOptions _source;
    private readonly ProtocolCommandOptions _protocol;
    private readonly GateOptions _gate;
    private readonly TruthOption _truth;
    private readonly AlsoOption _also;
    private readonly DryRun _dryRun;

    internal ProtectCommand(Terminal terminal)
        : base("protect", "Finds the poison in a training set, whatever the trigger, unlearns it, and writes the purified model.", terminal)
    {
        Options.Add(_model);
        Options.Add(_train);
        Options.Add(_clean);
        _common = new CommonOptions(this, "Run folder.", outRequired: true, resumable: true, use: PathUse.OutputRun);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
        _source = new StegoSourceOptions(this, byDefault: false);
        _protocol = new ProtocolCommandOptions().Detector(this).Scan(this).Unlearning(this);
        _gate = new GateOptions(this);
        _truth = new TruthOption(this);
        _also = new AlsoOption(this);
        _dryRun = new DryRun(this);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        StegoSource? source = _source.Named(parsed);
        ProtocolOptions options = _protocol.All(parsed, source is not null, ProtocolCommandOptions.PresetFor(source));
        Compute compute = _common.Compute(parsed, group, cancellation) with { Group = ProcessGroup.Alone };
        Seed seed = _common.Seed(parsed);
        InputContract contract = _contract.Given(parsed);
        (string model, string trainPath) = (parsed.GetValue(_model)!, parsed.GetValue(_train)!);
        Classifier.RequireWeights(model);
        _also.Require(parsed, model);
        DatasetOptions reading = _data.OptionsFor(model, contract, parsed);
        LoadedDataset loaded = DataOptions.LoadWhole(trainPath, reading, seed, Terminal, cancellation);
        LabeledImages train = loaded.Dataset.Train;
        LoadedDataset cleanSet = LoadClean(parsed, reading, hasTest: loaded.Dataset.Test.Count > 0, seed, cancellation);
        (LabeledImages clean, LabeledImages test) = (cleanSet.Dataset.Train, loaded.Dataset.Test.Count > 0 ? loaded.Dataset.Test : cleanSet.Dataset.Test);
        DataOptions.RefuseOverlap(train, clean, Terminal, loaded.Dataset.Test.Count > 0 ? test : null);
        KnownPoison? truth = _truth.Of(parsed, trainPath, train, Terminal);
        using Classifier suspicious = _contract.Load(model, parsed, compute, test, Terminal);
        if (_dryRun.IsAsked(parsed))
        {
            bool attackIsKnown = truth?.Attack is not null;
            IEnumerable<PlannedStage> stages = new PlanCalibration(compute, seed, Terminal.Time, cancellation)
                .Protocol(suspicious, train, clean, test, attackIsKnown, source, options);
            return DryRun.Show(Terminal, PlanCalibration.Plan(stages, PlannedFiles.OfProtocol(Classifier.ExtensionOf(model), source is not null).Select(file => Path.Combine(_common.Out(parsed)!, file)).Concat(_gate.Files(parsed))), _common.Json(parsed));
        }
        DiskSpace.Require(_common.Out(parsed)!, new FileInfo(model).Length);
        object configuration = new
        {
            Command = "protect",
            Seed = seed.Value,
            Contract = InputContract.Of(suspicious.Description),
            Model = ModelFile.Of(model).Sha256,
            Train = TrainingFingerprint.Of(train),
            Clean = TrainingFingerprint.Of(clean),
            Test = TrainingFingerprint.Of(test),
            Device = compute.Device.ToString(),
            compute.Numbers,
            Trigger = (source as TriggerSource)?.Options,
            Mixture = source as MixtureOptions,
            Files = _source.FilesOf(parsed),
            KnownTrigger = truth?.Attack?.Trigger,
            Truth = _truth.File(parsed) is string file ? ModelFile.Of(file).Sha256 : null,
            Options = options,
        };
        using RunFolder run = RunFolder.Open(_common.Out(parsed)!, configuration, _common.Resume(parsed), Terminal.Time, Terminal.Say, _common.Force(parsed), group, cancellation);
        ProtocolInputs inputs = new(model, train, clean, test, source, truth?.Attack, contract, truth?.Marks);
        if (!group.IsFirst)
        {
            new Algorithm1(run, options, compute, seed, null, cancellation).Help(inputs);
            return ExitCode.Success;
        }
        Dictionary<string, object> settings = new()
        {
            ["model"] = model,
            ["trainingImages"] = train.Count,
            ["cleanImages"] = clean.Count,
            ["testImages"] = test.Count,
            ["precision"] = compute.Numbers,
            ["threads"] = TorchRuntime.Threads,
            ["ranks"] = group.Size,
        };
        ProtocolResult result = Terminal.WithProgress(run.Path, progress =>
            new Algorithm1(run, options, compute, seed, progress, cancellation) { Told = suspicious.Told }.Run(inputs, settings));
        _also.Write(parsed, run.FilePath(PlannedFiles.PurifiedModel(Classifier.ExtensionOf(model))), compute.Device);
        RunResult.Finish(Terminal, Name, result, _common.Json(parsed));
        SkippedFile[] skipped = [.. loaded.Skipped, .. cleanSet.Skipped];
        if (!_common.Json(parsed)) { GateOptions.SayIncomplete(skipped, Terminal); }
        return _gate.Judge(parsed, new GateFindings(DataOptions.FolderOf(trainPath), train, result.Scan!, result.Verdict, skipped));
    }

    // A training set without test images is scanned whole, so that a part of the clean set measures: its own test part, or a
    // fifth of it.
    private LoadedDataset LoadClean(ParseResult parsed, DatasetOptions reading, bool hasTest, Seed seed, CancellationToken cancellation)
    {
        string path = parsed.GetValue(_clean)!;
        if (hasTest) { return DataOptions.LoadWhole(path, reading, seed, Terminal, cancellation); }
        LoadedDataset clean = DataOptions.Load(path, reading, seed, Terminal, cancellation);
        Terminal.Say($"{parsed.GetValue(_train)} has no test images: accuracy is measured on {clean.Dataset.Test.Count} of the clean images in {path}, which are not used otherwise");
        return clean;
    }
}

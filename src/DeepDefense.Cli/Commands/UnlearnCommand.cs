using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Protocol.Planning;
using DeepDefense.Reporting;
using DeepDefense.Review;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Step 4 of Algorithm 1.</summary>
internal sealed class UnlearnCommand : SharedCommand
{
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The suspicious model (safetensors, TorchScript or a state dict).", Required = true };
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set that was scanned.", Required = true };
    private readonly PathOption _isolated = new("--isolated", PathUse.Input) { Description = "The table that deepdefense scan wrote: what is isolated there is unlearned." };
    private readonly PathOption _decisions = new("--decisions", PathUse.Input) { Description = "Instead of --isolated: decisions.json of deepdefense review; the images that it calls poisoned are unlearned." };
    private readonly PathOption _clean = new("--clean", PathUse.InputSet) { Description = "A labelled set known to be clean.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;
    private readonly AlsoOption _also;
    private readonly ProtocolCommandOptions _protocol;
    private readonly DryRun _dryRun;

    internal UnlearnCommand(Terminal terminal)
        : base("unlearn", "Unlearns a backdoor with the images that a scan isolated.", terminal)
    {
        foreach (Option option in new Option[] { _model, _train, _isolated, _decisions, _clean }) { Options.Add(option); }
        _common = new CommonOptions(this, "Purified model, of the same kind.", outRequired: true, resumable: true, logged: true);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
        _also = new AlsoOption(this);
        _protocol = new ProtocolCommandOptions().Unlearning(this);
        _dryRun = new DryRun(this);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
    [
        new NamedPath("the card of --out", ModelCard.PathFor(_common.Out(parsed)!), PathUse.OutputFile),
        .. Classifier.FilesBeside(parsed.GetValue(_model)!, _common.Out(parsed)!).Select(file => new NamedPath("what goes with --out", file, PathUse.OutputFile)),
        .. _also.Files(parsed, _common.Out(parsed)!),
    ];

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        string? table = parsed.GetValue(_isolated), decisions = parsed.GetValue(_decisions);
        if (table is null == decisions is null) { throw new UsageException("defend unlearn needs --isolated or --decisions, and not both"); }
        UnlearningOptions options = _protocol.Unlearning(parsed);
        Compute compute = _common.Compute(parsed, group, cancellation);
        Seed seed = _common.Seed(parsed);
        string modelPath = parsed.GetValue(_model)!;
        Classifier.RequireWeights(modelPath);
        _also.Require(parsed, modelPath);
        DatasetOptions reading = _data.OptionsFor(modelPath, _contract.Given(parsed), parsed);
        LabeledImages train = DataOptions.LoadWhole(parsed.GetValue(_train)!, reading, seed, Terminal, cancellation).Dataset.Train;
        LabeledImages clean = DataOptions.LoadWhole(parsed.GetValue(_clean)!, reading, seed, Terminal, cancellation).Dataset.Train;
        (int[] found, int? undecided) = table is null ? Decided(decisions!, train) : (ScanCsv.Read(table, train).Isolated, null);
        LabeledImages isolated = train.Subset(found);
        using Classifier model = _contract.Load(modelPath, parsed, compute, clean, Terminal);
        string path = _common.Out(parsed)!;
        if (_dryRun.IsAsked(parsed))
        {
            PlannedStage stage = new PlanCalibration(compute, seed, Terminal.Time, cancellation).Unlearning(model, isolated, clean, options);
            return DryRun.Show(Terminal, PlanCalibration.Plan([stage], [path, ModelCard.PathFor(path), .. _common.LogFiles(parsed)]), _common.Json(parsed));
        }
        DiskSpace.Require(path, new FileInfo(modelPath).Length);
        ModelFile suspicious = ModelFile.Of(modelPath);
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, modelHash = suspicious.Sha256, Contract = InputContract.Of(model.Description), Isolated = TrainingFingerprint.Of(isolated), Clean = TrainingFingerprint.Of(clean), options }, _common.Resume(parsed), _common.Force(parsed), group, cancellation);
        Terminal.WithProgress(_common.LogFolder(parsed), progress =>
        {
            BackdoorUnlearning.Unlearn(model, isolated, clean, () => TriggeredClean.Of(clean, TriggerAppearance.Of(isolated, clean, seed)), options, compute, seed.For("unlearning"), checkpoint,
                progress.ForTraining("unlearn"), cancellation);
            return true;
        });
        if (!group.IsFirst) { return ExitCode.Success; }
        model.Save(path);
        _also.Write(parsed, path, model);
        ModelCard.Write(ModelCard.PathFor(path), new PurifiedModel
        {
            File = ModelFile.Of(path),
            Suspicious = suspicious,
            Description = model.Description,
            Library = model.Library,
            Method = PurificationMethod.Unlearning,
            Options = options,
            Isolated = isolated.Count,
            Data = [DataSource.Of("training set", train), DataSource.Of("isolated set", isolated), DataSource.Of("clean set", clean)],
            Seed = seed.Value,
            Time = Terminal.Time.GetUtcNow(),
        });
        File.Delete(checkpoint.Path);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = path, Isolated = isolated.Count, Undecided = undecided, Clean = clean.Count, options.Objective, options.Steps, Seed = seed.Value }); }
        else { Terminal.WriteLine($"{path}: {options.Objective} with {isolated.Count} isolated and {clean.Count} clean images, {options.Steps} steps{(undecided is null ? "" : $"; {undecided} suspicious images are undecided and were not unlearned")}"); }
        return ExitCode.Success;
    }

    private static (int[] Poisoned, int? Undecided) Decided(string path, LabeledImages train)
    {
        Decisions decisions = Decisions.Read(path, train);
        int[] poisoned = [.. decisions.Poisoned().Select(image => image.Index)];
        return poisoned.Length > 0 ? (poisoned, decisions.Undecided()) : throw new InvalidDataException($"{path}: no image is called poisoned, so that there is nothing to unlearn; decide on some with deepdefense review");
    }
}

using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Shards;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Step 3 of Algorithm 1; without a detector, evidence instead of it.</summary>
internal sealed class ScanCommand : SharedCommand
{
    /// <summary>The option that names what is scanned.</summary>
    internal const string Scanned = "--train";

    private readonly PathOption _train = new(Scanned, PathUse.InputSet) { Description = "The labelled set to scan; its training part is scanned.", Required = true };
    private readonly PathOption _detector = new("--detector", PathUse.Input) { Description = "A detector of a trigger that is known, as deepdefense detector train writes it. [default: none; --clean, and --model where there is one, find a trigger that nobody described]" };
    private readonly PathOption _clean = new("--clean", PathUse.InputSet) { Description = "A labelled set known to be clean, disjoint from --train, 20 images at least and better 20 of each class; without a detector." };
    private readonly PathOption _model = new("--model", PathUse.Input) { Description = "The network that was trained on --train; without a detector. [default: one is trained on --train for the purpose]" };
    private readonly PathOption _teacher = new("--teacher", PathUse.Input) { Description = "A model that does not follow the trigger, such as the purified one: --rows has the label that it is sure of, where an image is flagged and that is another. [default: none]" };
    private readonly ShardOption _shard;
    private readonly CommonOptions _common;
    private readonly ContractOptions _contract;
    private readonly DataOptions _data;
    private readonly ProtocolCommandOptions _protocol;
    private readonly ScanResultOptions _result;
    private readonly TruthOption _truth;

    /// <param name="terminal">Its two streams.</param>
    /// <param name="environment">Where a launcher says which shard this is.</param>
    internal ScanCommand(Terminal terminal, IReadOnlyDictionary<string, string> environment)
        : base("scan", "Scores every image of a training set, whatever the trigger, flags and isolates, and judges the set.", terminal)
    {
        Options.Add(_train);
        Options.Add(_detector);
        Options.Add(_clean);
        Options.Add(_model);
        Options.Add(_teacher);
        _shard = new ShardOption(environment);
        Options.Add(_shard);
        _common = new CommonOptions(this, "Table of scores (CSV); with --shard the shard file.", outRequired: true);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
        _protocol = new ProtocolCommandOptions().Detector(this).Scan(this);
        _result = new ScanResultOptions(this, _common);
        _truth = new TruthOption(this);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        bool named = parsed.GetValue(_detector) is not null;
        _result.Check(parsed, _teacher);
        if (parsed.GetValue(_model) is null) { _contract.Refuse(parsed); }
        if (named)
        {
            CommonOptions.Refuse(parsed, "is for a scan without --detector", _clean, _model);
            _protocol.RefuseWithDetector(parsed);
        }
        else if (parsed.GetValue(_shard) is not null) { throw new UsageException($"{_shard.Name} divides a scan with --detector: without one, the evidence needs the whole set at once, with a network and clean images"); }
        else if (parsed.GetValue(_clean) is null) { throw new UsageException("scan needs --detector, or --clean with images known to be clean"); }
        if (_shard.Of(parsed, Terminal) is { } shard)
        {
            return group.Size == 1 ? Score(shard, parsed, cancellation) : throw new UsageException($"{_shard.Name} and mpirun both divide a scan: use one of them");
        }
        EvidenceOptions? options = named ? null : _protocol.Evidence(parsed);
        Compute compute = _common.Compute(parsed, group, cancellation);
        string trainPath = parsed.GetValue(_train)!;
        long opened = Terminal.Time.GetTimestamp();
        LoadedDataset loaded = DataOptions.LoadWhole(trainPath, Reading(parsed), _common.Seed(parsed), Terminal, cancellation);
        LabeledImages train = loaded.Dataset.Train;
        PoisonMarks? truth = _truth.Of(parsed, trainPath, train, Terminal)?.Marks;
        LoadedDataset? clean = parsed.GetValue(_clean) is string cleanPath ? DataOptions.LoadWhole(cleanPath, Reading(parsed), _common.Seed(parsed), Terminal, cancellation) : null;
        if (group.Size > 1)
        {
            (string what, string found) = named
                ? ("a set to scan", $"{loaded.Rows.Count} rows, names and labels with the fingerprint {loaded.Rows.Fingerprint}, by the detector {FileHash.Of(parsed.GetValue(_detector)!)}")
                : ("sets to scan", $"{TrainingFingerprint.Of(train)} {TrainingFingerprint.Of(clean!.Dataset.Train)}");
            group.RequireSame(what, found, cancellation);
        }
        long read = Terminal.Time.GetTimestamp();
        (EvidenceReport? evidence, TriggerAppearance? appearance) = options is null ? (null, null) : Look(train, clean!.Dataset.Train, options, parsed, compute, cancellation);
        if (!named && !group.IsFirst) { return ExitCode.Success; }
        ScanReport scan = evidence?.Scan ?? ScanBy(parsed.GetValue(_detector)!, train, _protocol.Scan(parsed), compute, cancellation);
        if (!group.IsFirst) { return ExitCode.Success; }
        ScanRates rates = ScanRates.Of(train.Count + (clean?.Dataset.Train.Count ?? 0), Terminal.Time.GetElapsedTime(opened, read), train.Count, Terminal.Time.GetElapsedTime(read));
        return _result.Write(parsed, new ScannedSet(trainPath, train, [.. loaded.Skipped, .. clean?.Skipped ?? []], scan, Settings(parsed, compute))
        {
            Truth = truth,
            Evidence = evidence,
            Appearance = appearance,
            Suggested = Suggested(train, scan, parsed, compute, cancellation),
            Rates = rates,
        }, Terminal);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) => parsed.GetValue(_shard) is null ? _result.Unnamed(parsed) : [];

    private int Score(Shard shard, ParseResult parsed, CancellationToken cancellation)
    {
        const string ForMerge = "is for scan merge: a shard is scored, and not judged";
        _result.Refuse(parsed, ForMerge, _teacher);
        _truth.Refuse(parsed, ForMerge);
        _protocol.RefuseJudging(parsed, ForMerge);
        Compute compute = _common.Compute(parsed);
        string detectorPath = parsed.GetValue(_detector)!, file = _common.Out(parsed)!;
        long opened = Terminal.Time.GetTimestamp();
        LoadedDataset loaded = DataOptions.LoadWhole(parsed.GetValue(_train)!, Reading(parsed) with { Shard = shard }, _common.Seed(parsed), Terminal, cancellation);
        long read = Terminal.Time.GetTimestamp();
        ScoredShard scored = Terminal.WithProgress(progress => ShardScorer.Score(shard, loaded, detectorPath, compute, Tool.Version, progress.ForShare($"shard {shard}"), cancellation));
        ScanRates rates = ScanRates.Of(scored.Rows.Length, Terminal.Time.GetElapsedTime(opened, read), scored.Rows.Length, Terminal.Time.GetElapsedTime(read));
        scored.Write(file);
        (int first, int end) = shard.RowsOf(scored.Terms.Rows);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = file, Shard = shard.ToString(), First = first, End = end, Scored = scored.Rows.Length, loaded.Skipped, scored.Terms, Rates = rates }); }
        else
        {
            string rows = end > first ? $"rows {first} to {end - 1}" : "no row";
            Terminal.WriteLine($"{file}: shard {shard}, {rows} of {scored.Terms.Rows}, {scored.Rows.Length} scored; {rates}");
        }
        return ExitCode.Success;
    }

    private RelabelledImage[] Suggested(LabeledImages train, ScanReport scan, ParseResult parsed, Compute compute, CancellationToken cancellation)
    {
        if (parsed.GetValue(_teacher) is not string path || scan.Flagged.Length == 0) { return []; }
        using Classifier teacher = _contract.Load(path, parsed, compute, train, Terminal);
        return Teacher.Relabel(teacher, train, scan.Flagged, Teacher.SureFrom, compute, cancellation);
    }

    // Images in the size of the model, where its file says one.
    private DatasetOptions Reading(ParseResult parsed) => parsed.GetValue(_model) is string model
        ? _data.OptionsFor(model, _contract.Given(parsed), parsed)
        : _data.Options(parsed);

    private ScanReport ScanBy(string path, LabeledImages train, ScanOptions options, Compute compute, CancellationToken cancellation)
    {
        using StegoDetector detector = StegoDetector.Load(path, compute.Device);
        return Terminal.WithProgress(progress => DatasetScanner.Scan(train, detector, options, compute, progress.ForShare("scan"), cancellation));
    }

    // Ranks train a witness together, the first does the rest.
    private (EvidenceReport? Evidence, TriggerAppearance? Appearance) Look(LabeledImages train, LabeledImages clean, EvidenceOptions options, ParseResult parsed, Compute compute, CancellationToken cancellation)
    {
        Seed seed = _common.Seed(parsed);
        DataOptions.RefuseOverlap(train, clean, Terminal);
        EvidenceSubject.Require(train, clean);
        return Terminal.WithProgress<(EvidenceReport?, TriggerAppearance?)>(progress =>
        {
            using Classifier model = Watched(train, options, parsed, compute, progress, cancellation);
            if (!compute.Group.IsFirst) { return (null, null); }
            using EvidenceSubject subject = new(model, train, clean, compute with { Group = ProcessGroup.Alone }, seed.For("evidence"));
            EvidenceReport report = EvidenceScanner.Scan(subject, options, progress, cancellation);
            return (report, report.Scan.Isolated is { Length: > 0 } isolated ? TriggerAppearance.Of(train.Subset(isolated), clean, seed) : null);
        });
    }

    // The model, or a witness where there is none, or where it is closed or not to be trusted.
    private Classifier Watched(LabeledImages train, EvidenceOptions options, ParseResult parsed, Compute compute, IProgress<StageProgress>? progress, CancellationToken cancellation)
    {
        Classifier? model = parsed.GetValue(_model) is string path && !options.UseWitness ? _contract.Load(path, parsed, compute, train, Terminal) : null;
        if (model is not null && !Witness.IsNeededFor(model)) { return model; }
        model?.Dispose();
        return Witness.Train(train, compute, _common.Seed(parsed).For("witness"), null, progress, cancellation);
    }

    private Dictionary<string, string> Settings(ParseResult parsed, Compute compute)
    {
        (string train, string precision) = (parsed.GetValue(_train)!, compute.Numbers);
        if (parsed.GetValue(_detector) is string detector) { return ScanResultOptions.SettingsOf(train, detector, precision, _protocol.Scan(parsed)); }
        Dictionary<string, string> settings = new() { ["training set"] = train, ["precision"] = precision };
        EvidenceOptions evidence = _protocol.Evidence(parsed);
        settings["clean set"] = parsed.GetValue(_clean)!;
        settings["model"] = evidence.UseWitness ? "a witness, trained on the training set" : parsed.GetValue(_model) ?? "none: a witness was trained on the training set";
        settings["steganalyser"] = $"WISERNet width {evidence.Steganalyser.Network.Width}, {evidence.Steganalyser.Iterations} steps";
        settings["isolation rate"] = evidence.IsolationRate.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}

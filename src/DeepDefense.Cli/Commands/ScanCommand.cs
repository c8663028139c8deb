using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
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
    private readonly PathOption _report = new("--report", PathUse.OutputFile) { Description = "Page that shows the scan (HTML). [default: beside --out, with .html]" };
    private readonly PathOption _rows = new("--rows", PathUse.OutputFile) { Description = "Table with path, row, verdict and what every view says of each image: .parquet or .jsonl. [default: none]" };
    private readonly CommonOptions _common;
    private readonly ContractOptions _contract;
    private readonly DataOptions _data;
    private readonly ProtocolCommandOptions _protocol;
    private readonly GateOptions _gate;

    internal ScanCommand(Terminal terminal)
        : base("scan", "Scores every image of a training set, whatever the trigger, flags and isolates, and judges the set.", terminal)
    {
        Options.Add(_train);
        Options.Add(_detector);
        Options.Add(_clean);
        Options.Add(_model);
        Options.Add(_report);
        Options.Add(_rows);
        _common = new CommonOptions(this, "Table of scores (CSV).", outRequired: true);
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
        _protocol = new ProtocolCommandOptions().Detector(this).Scan(this);
        _gate = new GateOptions(this);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        string table = _common.Out(parsed)!, report = parsed.GetValue(_report) ?? ReportBeside(table);
        bool named = parsed.GetValue(_detector) is not null;
        if (parsed.GetValue(_rows) is string rows && !ScanRows.IsKnown(rows)) { throw new UsageException($"{_rows.Name} {rows}: must end in .parquet or .jsonl"); }
        if (parsed.GetValue(_model) is null) { _contract.Refuse(parsed); }
        if (named)
        {
            CommonOptions.Refuse(parsed, "is for a scan without --detector", _clean, _model);
            _protocol.RefuseWithDetector(parsed);
        }
        else if (parsed.GetValue(_clean) is null) { throw new UsageException("scan needs --detector, or --clean with images known to be clean"); }
        EvidenceOptions? options = named ? null : _protocol.Evidence(parsed);
        Compute compute = _common.Compute(parsed) with { Group = group };
        string trainPath = parsed.GetValue(_train)!;
        LoadedDataset loaded = DataOptions.LoadWhole(trainPath, Reading(parsed), _common.Seed(parsed), Terminal, cancellation);
        LabeledImages train = loaded.Dataset.Train;
        PoisonedImages? truth = DataOptions.TruthOf(trainPath, train, Terminal);
        LoadedDataset? clean = parsed.GetValue(_clean) is string cleanPath ? DataOptions.LoadWhole(cleanPath, Reading(parsed), _common.Seed(parsed), Terminal, cancellation) : null;
        (EvidenceReport? evidence, TriggerAppearance? appearance) = options is null ? (null, null) : Look(train, clean!.Dataset.Train, options, parsed, compute, cancellation);
        if (!named && !group.IsFirst) { return ExitCode.Success; }
        SkippedFile[] skipped = [.. loaded.Skipped, .. clean?.Skipped ?? []];
        ScanReport scan = evidence?.Scan ?? ScanBy(parsed.GetValue(_detector)!, train, _protocol.Scan(parsed), compute, cancellation);
        if (!group.IsFirst) { return ExitCode.Success; }
        ScanCsv.Write(table, train, scan);
        if (parsed.GetValue(_rows) is string all) { ScanRows.Write(all, ScanRow.Of(train, scan, evidence?.Views ?? [])); }
        ScanFindings findings = ScanFindings.Of(train, scan, truth, evidence);
        WriteReport(report, findings, appearance, parsed, compute);
        (DetectionMetrics detection, Verdict verdict) = (findings.Detection, findings.Verdict);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = table, Report = report, Images = train.Count, Skipped = skipped, Verdict = verdict, Detection = detection, scan.Threshold, scan.TargetThreshold }); }
        else
        {
            Terminal.WriteLine($"{verdict.Severity}. {verdict.Headline}");
            Terminal.WriteLine(verdict.Explanation);
            Terminal.WriteLine($"{table}: {train.Count} images, {detection.Flagged} flagged, {detection.Isolated} isolated, suspected target {verdict.SuspectedTarget?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
            GateOptions.SayIncomplete(skipped, Terminal);
            Terminal.WriteLine($"DSR {ProtocolResultView.Percent(detection.DetectionSuccessRate)}, FPR {ProtocolResultView.Percent(detection.FalsePositiveRate)}, precision of the isolated {ProtocolResultView.Percent(detection.Precision)}");
        }
        return _gate.Judge(parsed, new GateFindings(DataOptions.FolderOf(trainPath), train, scan, verdict, skipped));
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
        parsed.GetValue(_report) is null ? [new NamedPath("--report", ReportBeside(_common.Out(parsed)!), PathUse.OutputFile)] : [];

    private static string ReportBeside(string table) => Path.ChangeExtension(table, ".html");

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

    private void WriteReport(string path, ScanFindings findings, TriggerAppearance? appearance, ParseResult parsed, Compute compute)
    {
        RunEnvironment environment = RunEnvironment.Here(Terminal.Time);
        HtmlReport.Write(path, new RunReport
        {
            Command = Name,
            CommandLine = Terminal.CommandLine,
            Time = environment.Time,
            Scan = findings,
            Appearance = appearance,
            Settings = Settings(parsed, compute),
            Environment = environment.ToTable(),
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
        Dictionary<string, string> settings = new() { ["training set"] = parsed.GetValue(_train)!, ["precision"] = compute.Precision.ToString() };
        if (parsed.GetValue(_detector) is string detector)
        {
            ScanOptions options = _protocol.Scan(parsed);
            settings["detector"] = detector;
            settings["false-positive rate"] = options.FalsePositiveRate.ToString(CultureInfo.InvariantCulture);
            settings["isolation rate"] = options.IsolationRate.ToString(CultureInfo.InvariantCulture);
            settings["isolation rule"] = options.Rule.ToString();
            settings["labels"] = options.UseLabels ? "used" : "ignored";
            return settings;
        }
        EvidenceOptions evidence = _protocol.Evidence(parsed);
        settings["clean set"] = parsed.GetValue(_clean)!;
        settings["model"] = evidence.UseWitness ? "a witness, trained on the training set" : parsed.GetValue(_model) ?? "none: a witness was trained on the training set";
        settings["steganalyser"] = $"WISERNet width {evidence.Steganalyser.Network.Width}, {evidence.Steganalyser.Iterations} steps";
        settings["isolation rate"] = evidence.IsolationRate.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}

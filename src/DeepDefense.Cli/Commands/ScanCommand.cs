using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Step 3 of Algorithm 1.</summary>
internal sealed class ScanCommand : WorkCommand
{
    /// <summary>The option that names what is scanned.</summary>
    internal const string Scanned = "--train";

    private readonly Option<string> _train = new(Scanned) { Description = "The labelled set to scan; its training part is scanned.", Required = true };
    private readonly Option<string> _detector = new("--detector") { Description = "The detector, as deepdefense detector train writes it.", Required = true };
    private readonly Option<string?> _report = new("--report") { Description = "Page that shows the scan (HTML). [default: beside --out, with .html]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ProtocolCommandOptions _protocol;
    private readonly GateOptions _gate;

    internal ScanCommand(Terminal terminal)
        : base("scan", "Scores every image of a training set, flags and isolates, and judges the set.", terminal)
    {
        Options.Add(_train);
        Options.Add(_detector);
        Options.Add(_report);
        _common = new CommonOptions(this, "Table of scores (CSV).", outRequired: true);
        _data = new DataOptions(this);
        _protocol = new ProtocolCommandOptions().Scan(this);
        _gate = new GateOptions(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        ScanOptions options = _protocol.Scan(parsed);
        string table = _common.Out(parsed)!, report = parsed.GetValue(_report) ?? Path.ChangeExtension(table, ".html");
        _gate.RefuseSameFile(parsed, table, report);
        Compute compute = _common.Compute(parsed);
        string trainPath = parsed.GetValue(_train)!;
        LoadedDataset loaded = _data.LoadWhole(trainPath, parsed, _common.Seed(parsed), Terminal, cancellation);
        LabeledImages train = loaded.Dataset.Train;
        PoisonedImages? truth = DataOptions.TruthOf(trainPath, train, Terminal);
        using StegoDetector detector = StegoDetector.Load(parsed.GetValue(_detector)!, compute.Device);
        ScanReport scan = Terminal.WithProgress(progress =>
            DatasetScanner.Scan(train, detector, options, compute, progress.ForShare("scan"), cancellation));
        ScanCsv.Write(table, train, scan);
        ScanFindings findings = ScanFindings.Of(train, scan, truth);
        WriteReport(report, findings, options, parsed, compute);
        (DetectionMetrics detection, Verdict verdict) = (findings.Detection, findings.Verdict);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = table, Report = report, Images = train.Count, Skipped = loaded.Skipped.Count, Verdict = verdict, Detection = detection, scan.Threshold, scan.TargetThreshold }); }
        else
        {
            Terminal.WriteLine($"{verdict.Severity}. {verdict.Headline}");
            Terminal.WriteLine(verdict.Explanation);
            Terminal.WriteLine($"{table}: {train.Count} images, {detection.Flagged} flagged, {detection.Isolated} isolated, suspected target {verdict.SuspectedTarget?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
            Terminal.WriteLine($"DSR {ProtocolResultView.Percent(detection.DetectionSuccessRate)}, FPR {ProtocolResultView.Percent(detection.FalsePositiveRate)}, precision of the isolated {ProtocolResultView.Percent(detection.Precision)}");
        }
        return _gate.Judge(parsed, new GateFindings(DataOptions.FolderOf(trainPath), train, scan, verdict, loaded.Skipped));
    }

    private void WriteReport(string path, ScanFindings findings, ScanOptions options, ParseResult parsed, Compute compute)
    {
        RunEnvironment environment = RunEnvironment.Here(Terminal.Time);
        HtmlReport.Write(path, new RunReport
        {
            Command = Name,
            CommandLine = Terminal.CommandLine,
            Time = environment.Time,
            Scan = findings,
            Settings = new Dictionary<string, string>
            {
                ["training set"] = parsed.GetValue(_train)!,
                ["detector"] = parsed.GetValue(_detector)!,
                ["false-positive rate"] = options.FalsePositiveRate.ToString(CultureInfo.InvariantCulture),
                ["isolation rate"] = options.IsolationRate.ToString(CultureInfo.InvariantCulture),
                ["isolation rule"] = options.Rule.ToString(),
                ["labels"] = options.UseLabels ? "used" : "ignored",
                ["precision"] = compute.Precision.ToString(),
            },
            Environment = environment.ToTable(),
        });
    }
}

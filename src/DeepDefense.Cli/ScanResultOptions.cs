using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Evaluation;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Cli;

/// <summary>What a scan writes: the table of --out, a report, rows for programs, and what a pipeline is told.</summary>
internal sealed class ScanResultOptions
{
    private readonly PathOption _report = new("--report", PathUse.OutputFile) { Description = "Page that shows the scan (HTML). [default: beside --out, with .html]" };
    private readonly PathOption _rows = new("--rows", PathUse.OutputFile) { Description = "Table with path, row, verdict and what every view says of each image: .parquet or .jsonl. [default: none]" };
    private readonly Command _command;
    private readonly CommonOptions _common;
    private readonly GateOptions _gate;

    /// <param name="command">The command that gets them.</param>
    /// <param name="common">Its common options, with --out.</param>
    internal ScanResultOptions(Command command, CommonOptions common)
    {
        (_command, _common) = (command, common);
        command.Options.Add(_report);
        command.Options.Add(_rows);
        _gate = new GateOptions(command);
    }

    /// <summary>Refuses what could not be written, before anything is computed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="forRows">Options that say what the rows have.</param>
    /// <exception cref="UsageException">There is such.</exception>
    internal void Check(ParseResult parsed, params ReadOnlySpan<Option> forRows)
    {
        if (parsed.GetValue(_rows) is null) { CommonOptions.Refuse(parsed, $"is for {_rows.Name}, which is not given", forRows); }
        if (parsed.GetValue(_rows) is string rows && !ScanRows.IsKnown(rows)) { throw new UsageException($"{_rows.Name} {rows}: must end in .parquet or .jsonl"); }
    }

    /// <summary>Refuses all of them where no set is judged.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reason">As at <see cref="CommonOptions.Refuse"/>.</param>
    /// <param name="others">Others of the command that go with them.</param>
    internal void Refuse(ParseResult parsed, string reason, params ReadOnlySpan<Option> others)
    {
        CommonOptions.Refuse(parsed, reason, _report, _rows);
        CommonOptions.Refuse(parsed, reason, others);
        _gate.Refuse(parsed, reason);
    }

    /// <summary>The report, where no option names it.</summary>
    internal IEnumerable<NamedPath> Unnamed(ParseResult parsed) =>
        parsed.GetValue(_report) is null ? [new NamedPath(_report.Name, ReportBeside(_common.Out(parsed)!), PathUse.OutputFile)] : [];

    /// <summary>What a scan by a detector was asked for, to be shown.</summary>
    internal static Dictionary<string, string> SettingsOf(string set, string detector, string precision, ScanOptions options) => new()
    {
        ["training set"] = set,
        ["precision"] = precision,
        ["detector"] = detector,
        ["false-positive rate"] = options.FalsePositiveRate.ToString(CultureInfo.InvariantCulture),
        ["isolation rate"] = options.IsolationRate.ToString(CultureInfo.InvariantCulture),
        ["isolation rule"] = options.Rule.ToString(),
        ["labels"] = options.UseLabels ? "used" : "ignored",
    };

    /// <summary>Writes all that was asked for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Write(ParseResult parsed, ScannedSet set, Terminal terminal)
    {
        string table = _common.Out(parsed)!, report = parsed.GetValue(_report) ?? ReportBeside(table);
        ScanCsv.Write(table, set.Images, set.Scan);
        if (parsed.GetValue(_rows) is string all) { ScanRows.Write(all, ScanRow.Of(set.Images, set.Scan, set.Evidence?.Views ?? [], set.Suggested)); }
        ScanFindings findings = ScanFindings.Of(set.Images, set.Scan, set.Truth, set.Evidence);
        WriteReport(report, findings, set, terminal);
        (DetectionMetrics detection, Verdict verdict) = (findings.Detection, findings.Verdict);
        if (_common.Json(parsed)) { terminal.WriteJson(new { Out = table, Report = report, Images = set.Images.Count, set.Skipped, Verdict = verdict, Detection = detection, set.Scan.Threshold, set.Scan.TargetThreshold }); }
        else
        {
            terminal.WriteLine($"{verdict.Severity}. {verdict.Headline}");
            terminal.WriteLine(verdict.Explanation);
            terminal.WriteLine($"{table}: {set.Images.Count} images, {detection.Flagged} flagged, {detection.Isolated} isolated, suspected target {verdict.SuspectedTarget?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
            GateOptions.SayIncomplete(set.Skipped, terminal);
            terminal.WriteLine($"DSR {ProtocolResultView.Percent(detection.DetectionSuccessRate)}, FPR {ProtocolResultView.Percent(detection.FalsePositiveRate)}, precision of the isolated {ProtocolResultView.Percent(detection.Precision)}");
        }
        return _gate.Judge(parsed, new GateFindings(DataOptions.FolderOf(set.Path), set.Images, set.Scan, verdict, set.Skipped));
    }

    private static string ReportBeside(string table) => Path.ChangeExtension(table, ".html");

    private void WriteReport(string path, ScanFindings findings, ScannedSet set, Terminal terminal)
    {
        RunEnvironment environment = RunEnvironment.Here(terminal.Time);
        HtmlReport.Write(path, new RunReport
        {
            Command = Configuration.CommandTree.PathOf(_command),
            CommandLine = terminal.CommandLine,
            Time = environment.Time,
            Scan = findings,
            Appearance = set.Appearance,
            Settings = set.Settings,
            Environment = environment.ToTable(),
        });
    }
}

using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Cli;

/// <summary>Options of the commands that judge a training set: when a pipeline stops, and what it is told.</summary>
internal sealed class GateOptions
{
    private readonly Option<Severity> _failOn = new("--fail-on")
    {
        Description = "Exit with 1 where the verdict is at least this severe; none: never for what is found.",
        DefaultValueFactory = _ => Severity.Medium,
    };

    private readonly PathOption _sarif = new("--sarif", PathUse.OutputFile) { Description = "File for the findings as SARIF 2.1.0." };

    private readonly Option<int> _sarifTop = new("--sarif-top")
    {
        Description = $"Flagged images in the SARIF file at most, highest score first, 0 to {SarifLog.MostImages}.",
        DefaultValueFactory = _ => 1000,
    };

    internal GateOptions(Command command)
    {
        // A verdict that is inconclusive ends with 2 whatever is asked for.
        _failOn.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<Severity>().Except([nameof(Severity.Inconclusive)])]);
        // What is no number is told by the parser, after this.
        _sarifTop.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out int top) && top is < 0 or > SarifLog.MostImages)
            {
                result.AddError($"--sarif-top {top}: must lie in [0, {SarifLog.MostImages}]");
            }
        });
        foreach (Option option in new Option[] { _failOn, _sarif, _sarifTop }) { command.Options.Add(option); }
    }

    /// <summary>Refuses all of them where no set is judged.</summary>
    internal void Refuse(ParseResult parsed, string reason) => CommonOptions.Refuse(parsed, reason, _failOn, _sarif, _sarifTop);

    /// <summary>What is written beside the run, as a plan lists it.</summary>
    internal IEnumerable<string> Files(ParseResult parsed) => parsed.GetValue(_sarif) is string file ? [file] : [];

    /// <summary>Says in a line of the result that it is incomplete, where it is.</summary>
    internal static void SayIncomplete(IReadOnlyCollection<SkippedFile> skipped, Terminal terminal)
    {
        if (skipped.Count > 0) { terminal.WriteLine($"incomplete: {skipped.Count} files or records were not scanned"); }
    }

    /// <summary>Writes the files that were asked for.</summary>
    /// <returns>One of <see cref="ExitCode"/>: a scan that left files out, or that found
    /// too little to judge by, is incomplete.</returns>
    internal int Judge(ParseResult parsed, GateFindings findings)
    {
        Severity failOn = parsed.GetValue(_failOn);
        int code = findings.Skipped.Count > 0 || findings.Verdict.Severity == Severity.Inconclusive ? ExitCode.Failed
            : failOn != Severity.None && findings.Verdict.Severity >= failOn ? ExitCode.Findings
            : ExitCode.Success;
        if (parsed.GetValue(_sarif) is string file) { SarifLog.Write(file, findings, parsed.GetValue(_sarifTop), code); }
        return code;
    }
}

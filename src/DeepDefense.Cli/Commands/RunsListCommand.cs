using System.CommandLine;
using System.Globalization;
using DeepDefense.Protocol;

namespace DeepDefense.Cli.Commands;

/// <summary>The runs below a folder, a line each.</summary>
internal sealed class RunsListCommand : WorkCommand
{
    private static readonly (string Title, string Place)[] Rates =
    [
        ("CA before", "before.cleanAccuracy"), ("ASR before", "before.attackSuccessRate"), ("CA", "after.cleanAccuracy"), ("ASR", "after.attackSuccessRate"),
        ("RA", "after.robustAccuracy"), ("DSR", "detection.detectionSuccessRate"), ("FPR", "detection.falsePositiveRate"),
    ];

    private readonly Argument<string> _folder = new("folder") { Description = "Where the runs are.", DefaultValueFactory = _ => RunView.Runs };
    private readonly Option<bool> _json = CommonOptions.JsonOption();

    internal RunsListCommand(Terminal terminal)
        : base("list", "Lists the runs below a folder.", terminal)
    {
        Arguments.Add(_folder);
        Options.Add(_json);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string folder = parsed.GetValue(_folder)!;
        // Whoever names no folder has not said that there is one.
        bool isThere = parsed.GetResult(_folder) is { Implicit: false } || Directory.Exists(folder);
        (IReadOnlyList<RunRecord> runs, int others) = isThere ? RunRecord.ReadAll(folder) : ([], 0);
        _ = RunView.Tell(Terminal, [.. runs]);
        if (parsed.GetValue(_json))
        {
            Terminal.WriteJson(new { Runs = runs.Select(run => new { Name = RunView.NameOf(run), run.Path, run.Command, run.IsFinished, run.Damage, run.Stages, run.Results }), OtherFolders = others });
            return ExitCode.Success;
        }
        if (runs.Count == 0)
        {
            Terminal.WriteLine($"no runs in {folder}: demo and protect make them{(others > 0 ? $"; {others} other folders left out" : "")}");
            return ExitCode.Success;
        }
        Terminal.WriteTextTable(["run", "command", "seed", .. Rates.Select(rate => rate.Title), "seconds", "state"], runs.Select(Row));
        int damaged = runs.Count(run => run.Damage.Count > 0);
        Terminal.WriteLine($"{runs.Count} runs in {folder}, {runs.Count(run => !run.IsFinished && run.Damage.Count == 0)} of them unfinished{(damaged > 0 ? $", {damaged} damaged" : "")}; {others} other folders left out");
        return ExitCode.Success;
    }

    private static string[] Row(RunRecord run)
    {
        SortedDictionary<string, string> results = RunView.Flatten(run.Results);
        string[] rates = [.. Rates.Select(rate => double.TryParse(results.GetValueOrDefault(rate.Place), CultureInfo.InvariantCulture, out double share) ? ProtocolResultView.Percent(share) : "")];
        return [RunView.NameOf(run), run.Command, RunView.Flatten(run.Configuration).GetValueOrDefault("seed", ""), .. rates, RunView.Short(results.GetValueOrDefault("seconds.total", "")), RunView.StateOf(run)];
    }
}

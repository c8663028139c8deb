using System.Globalization;
using System.Text.Json;
using DeepDefense.Protocol;
using DeepDefense.Reporting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>The end of a run: its result, environment and report beside its other files, and the result on stdout.</summary>
internal static class RunResult
{
    internal static void Finish(Terminal terminal, string command, ProtocolResult result, bool json)
    {
        RunEnvironment environment = RunEnvironment.Here(terminal.Time);
        AtomicFile.WriteText(Path.Combine(result.Run, RunFolder.EnvironmentFile), JsonSerializer.Serialize(environment, Json.Indented));
        HtmlReport.Write(Path.Combine(result.Run, RunFolder.ReportFile), new RunReport
        {
            Command = command,
            CommandLine = terminal.CommandLine,
            Time = environment.Time,
            Scan = result.Findings,
            Appearance = result.Appearance,
            Before = result.Before,
            After = result.After,
            EstimatedTrigger = result.EstimatedTrigger,
            IsolatedAnswers = result.IsolatedAnswers,
            Losses = result.Losses,
            Settings = new Dictionary<string, string>(result.Settings.Select(setting => KeyValuePair.Create(setting.Key, Convert.ToString(setting.Value, CultureInfo.InvariantCulture) ?? "")))
            {
                ["seed"] = result.Seed.ToString(CultureInfo.InvariantCulture),
            },
            Seconds = result.Seconds,
            Environment = environment.ToTable(),
        });
        // Last: a run that has results is finished.
        AtomicFile.WriteText(Path.Combine(result.Run, RunFolder.ResultsFile), JsonSerializer.Serialize(result, Json.Indented));
        if (json) { terminal.WriteJson(result); }
        else
        {
            ProtocolResultView.Write(terminal, result);
            terminal.WriteLine($"report: {Path.Combine(result.Run, RunFolder.ReportFile)}");
        }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Commands;

/// <summary>All that a run folder says of its run.</summary>
internal sealed class RunsShowCommand : WorkCommand
{
    private readonly Argument<string> _run = new("run") { Description = $"The run folder, or its name below {RunView.Runs}/." };
    private readonly Option<bool> _json = CommonOptions.JsonOption();

    internal RunsShowCommand(Terminal terminal)
        : base("show", "Shows configuration, environment, results and files of a run.", terminal)
    {
        Arguments.Add(_run);
        Options.Add(_json);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        RunRecord run = RunView.Find(parsed.GetValue(_run)!);
        FileInfo[] files = [.. new DirectoryInfo(run.Path).EnumerateFiles().Where(file => !FolderLock.Owns(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal)];
        if (parsed.GetValue(_json))
        {
            Terminal.WriteJson(new { Name = RunView.NameOf(run), run.Path, run.Command, run.IsFinished, run.Damage, run.Stages, run.Configuration, run.Environment, run.Results, Files = files.Select(file => new { file.Name, Bytes = file.Length }) });
            return RunView.Tell(Terminal, run);
        }
        Terminal.WriteTextTable([run.Path, RunView.StateOf(run)], []);
        Section("configuration", run.Configuration);
        Section("environment", run.Environment);
        Section("results", run.Results);
        Terminal.WriteTable(["files", "bytes"], files.Select(file => new[] { file.Name, file.Length.ToString(CultureInfo.InvariantCulture) }));
        return RunView.Tell(Terminal, run);
    }

    private void Section(string title, JsonElement? json)
    {
        if (json is not null) { Terminal.WriteTextTable([title, ""], RunView.Flatten(json).Select(pair => new[] { pair.Key, RunView.Short(pair.Value) })); }
    }
}

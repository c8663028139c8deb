using System.Text.Json;
using DeepDefense.Torch.Distributed;
using DeepDefense.Training;
using Spectre.Console;

namespace DeepDefense.Cli;

/// <summary>The two streams of a command: data on one, talk on the other.</summary>
/// <param name="output">Data.</param>
/// <param name="error">Talk.</param>
/// <param name="time">The clock.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; } = time;

    /// <summary>Of which processes this is one, or null (default): it was started alone.</summary>
    internal MpiLaunch? Launch { get; init; }

    /// <summary>The ranks that this process has joined and not finished with: what ends it ends them. None (default): itself alone.</summary>
    internal ProcessGroup Joined { get; set; } = ProcessGroup.Alone;

    /// <summary>What the user typed and configured, quoted for a shell.</summary>
    internal string CommandLine { get; set; } = "";

    /// <summary>Writes a line of talk.</summary>
    internal void Say(string line) => error.WriteLine(PlainText.Of(line));

    /// <summary>Writes the result as the one JSON object of the command.</summary>
    internal void WriteJson(object result) => output.WriteLine(JsonSerializer.Serialize(result, Json.Indented));

    /// <summary>Writes a table, columns aligned: the first to the left, those of numbers to the right.</summary>
    internal void WriteTable(string[] header, IEnumerable<string[]> rows) => Write(header, rows, leftColumns: 1);

    /// <summary>Writes a table of text, all columns aligned to the left.</summary>
    internal void WriteTextTable(string[] header, IEnumerable<string[]> rows) => Write(header, rows, header.Length);

    /// <summary>Writes a line of the result.</summary>
    internal void WriteLine(string line) => output.WriteLine(PlainText.Of(line));

    /// <summary>Does long work under progress, and writes losses to an event file of TensorBoard.</summary>
    /// <param name="logFolder">Where to, or null: nowhere.</param>
    /// <param name="work">The work.</param>
    internal T WithProgress<T>(string? logFolder, Func<IProgress<StageProgress>, T> work) => WithProgress(progress =>
    {
        if (logFolder is null || Launch is { Rank: > 0 }) { return work(progress); }
        using TensorBoardLog log = TensorBoardLog.Create(logFolder, progress, Time);
        return work(log);
    });

    /// <summary>Does long work under progress: bars with ETA on a terminal, plain milestones without one.</summary>
    internal T WithProgress<T>(Func<IProgress<StageProgress>, T> work)
    {
        if (TryBars() is not { } bars) { return work(new MilestoneProgress(error, Time)); }
        T result = default!;
        bars.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => result = work(new BarProgress(context)));
        return result;
    }

    // What is written for a rank mpirun puts together with that of others.
    private IAnsiConsole? TryBars()
    {
        if (Launch is not null || Console.IsErrorRedirected) { return null; }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Profile.Capabilities.Interactive ? console : null;
    }

    private void Write(string[] header, IEnumerable<string[]> rows, int leftColumns)
    {
        string[][] lines = [.. rows.Prepend(header).Select(line => Array.ConvertAll(line, PlainText.Of))];
        int[] widths = [.. header.Select((_, column) => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) => column < leftColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
        output.WriteLine();
    }

    private sealed class BarProgress(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(StageProgress value)
        {
            if (!_tasks.TryGetValue(value.Stage, out ProgressTask? task))
            {
                _tasks[value.Stage] = task = context.AddTask(value.Stage, maxValue: 1);
            }
            task.Description = Markup.Escape($"{value.Stage} {value.Detail}");
            task.Value = value.Share;
        }
    }
}

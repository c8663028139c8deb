using System.CommandLine;
using System.Text.Json;
using DeepDefense.Protocol;

namespace DeepDefense.Cli.Commands;

/// <summary>What differs between runs, and what they found, side by side.</summary>
internal sealed class RunsCompareCommand : WorkCommand
{
    private static readonly string[] NoResults = ["run", "seed", "settings."];
    private readonly Argument<string[]> _runs = new("run") { Description = $"Run folders, or their names below {RunView.Runs}/.", Arity = new ArgumentArity(2, 100) };
    private readonly Option<bool> _json = CommonOptions.JsonOption();

    internal RunsCompareCommand(Terminal terminal)
        : base("compare", "Shows what differs between runs, and their results side by side.", terminal)
    {
        Arguments.Add(_runs);
        Options.Add(_json);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        RunRecord[] runs = [.. parsed.GetValue(_runs)!.Select(RunView.Find)];
        Dictionary<string, string?[]> configuration = Differing(Beside(runs, run => run.Configuration));
        Dictionary<string, string?[]> environment = Differing(Beside(runs, run => run.Environment));
        environment.Remove("time");
        Dictionary<string, string?[]> results = Beside(runs, run => run.Results)
            .Where(row => !NoResults.Any(name => row.Key == name || (name.EndsWith('.') && row.Key.StartsWith(name, StringComparison.Ordinal))))
            .ToDictionary();
        if (parsed.GetValue(_json))
        {
            Terminal.WriteJson(new { Runs = runs.Select(run => new { Name = RunView.NameOf(run), run.Path, run.IsFinished, run.Damage }), Configuration = configuration, Environment = environment, Results = results });
            return RunView.Tell(Terminal, runs);
        }
        Table("", runs, new() { ["state"] = Array.ConvertAll(runs, run => (string?)RunView.StateOf(run)) });
        Table("configuration that differs", runs, configuration);
        Table("environment that differs", runs, environment);
        Table("results", runs, results);
        return RunView.Tell(Terminal, runs);
    }

    // Of each place the value of each run; null where a run has none.
    private static Dictionary<string, string?[]> Beside(RunRecord[] runs, Func<RunRecord, JsonElement?> part)
    {
        SortedDictionary<string, string>[] values = [.. runs.Select(run => RunView.Flatten(part(run)))];
        return values.SelectMany(run => run.Keys).Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(place => place, place => Array.ConvertAll(values, run => run.GetValueOrDefault(place)));
    }

    private static Dictionary<string, string?[]> Differing(Dictionary<string, string?[]> rows) =>
        rows.Where(row => row.Value.Distinct().Count() > 1).ToDictionary();

    private void Table(string title, RunRecord[] runs, Dictionary<string, string?[]> rows)
    {
        if (rows.Count == 0) { return; }
        Terminal.WriteTextTable([title, .. runs.Select(RunView.NameOf)], rows.Select(row => new[] { row.Key }.Concat(row.Value.Select(value => RunView.Short(value ?? ""))).ToArray()));
    }
}

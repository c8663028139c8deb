using System.CommandLine;
using System.Globalization;
using DeepDefense.Protocol.Planning;

namespace DeepDefense.Cli;

/// <summary>The option that asks for a plan instead of the work.</summary>
internal sealed class DryRun
{
    /// <summary>Its name.</summary>
    internal const string Name = "--dry-run";

    private readonly Option<bool> _option = new(Name)
    {
        Description = "Say what would be computed and written, and how long it would take by a measurement of a few steps; write nothing.",
    };

    internal DryRun(Command command) => command.Options.Add(_option);

    internal bool IsAsked(ParseResult parsed) => parsed.GetValue(_option);

    /// <summary>Shows the plan.</summary>
    internal static int Show(Terminal terminal, RunPlan plan, bool json)
    {
        if (json)
        {
            terminal.WriteJson(plan);
            return ExitCode.Success;
        }
        terminal.WriteTable(["stage", "seconds", "of which"], plan.Stages.Select(stage => new[] { stage.Name, Number(stage.Seconds), $"{stage.Count} x {1000 * stage.SecondsEach:F2} ms" }));
        foreach (PlannedStage stage in plan.Stages) { terminal.WriteLine($"{stage.Name}: {stage.Work}"); }
        terminal.WriteLine("");
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"about {plan.Seconds:F0} s, reading the images not counted; {plan.PeakMemoryBytes / (double)(1 << 20):F0} MiB of memory"));
        terminal.WriteLine("would be written:");
        foreach (string file in plan.Files) { terminal.WriteLine($"  {file}"); }
        return ExitCode.Success;
    }

    private static string Number(double seconds) => seconds.ToString("F1", CultureInfo.InvariantCulture);
}

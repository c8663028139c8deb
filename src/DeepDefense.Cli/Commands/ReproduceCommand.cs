using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Paper;
using DeepDefense.Paper.Experiments;
using DeepDefense.Paper.Reports;
using DeepDefense.Paper.Stages;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Commands;

/// <summary>The paper's tables and figures, measured again.</summary>
internal sealed class ReproduceCommand : WorkCommand
{
    private const string Everything = "all";
    private const string Results = "reproduction"; // a folder and, beside it, the page that shows it
    private readonly Argument<string> _name = new("experiment") { Description = "A table or figure, or all." };
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "Folder with cifar10/, faces/ and cifar10-jpeg/ (or cifar10-jpeg.tar.xz).", Required = true };
    private readonly Option<string> _profile = new("--profile") { Description = "Sizes: quick in minutes, laptop in hours, paper as published.", DefaultValueFactory = _ => Profile.Quick.Name };
    private readonly Option<string?> _task = new("--task") { Description = "One of the paper's two tasks. [default: both]" };
    private readonly Option<bool> _finished = new("--finished") { Description = "Compute nothing: write what earlier runs finished; of tables of many attacks, row by row." };
    private readonly Option<string?> _only = new("--only") { Description = "Measure these rows of a table of many attacks, e.g. 'SSBA, seed 2; SIG, seed 2'; the others stay as they are. [default: all]", HelpName = "rows" };
    private readonly CommonOptions _common;

    internal ReproduceCommand(Terminal terminal)
        : base("reproduce", "Measures the paper's tables and figures again, beside its numbers. Goes on where it was stopped.", terminal)
    {
        _name.AcceptOnlyFromAmong([.. PaperExperiments.All.Select(experiment => experiment.Name), Everything]);
        _profile.AcceptOnlyFromAmong([.. Profile.All.Select(profile => profile.Name)]);
        _task.AcceptOnlyFromAmong([.. Enum.GetValues<PaperTask>().Select(PaperData.FolderOf)]);
        Arguments.Add(_name);
        Options.Add(_data);
        Options.Add(_profile);
        Options.Add(_task);
        Options.Add(_finished);
        Options.Add(_only);
        _common = new CommonOptions(this, "Folder of results and of what is kept for the next run. [default: runs/reproduce-<profile>]", use: PathUse.OutputStore);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Profile profile = Profile.All.Single(profile => profile.Name == parsed.GetValue(_profile));
        (IExperiment Experiment, PaperTask Task)[] wanted = Wanted(parsed);
        string folder = FolderOf(parsed), kept = Path.Combine(folder, "stages");
        Compute compute = _common.Compute(parsed) with { IsAuto = false }; // kept stages say no more than bf16 or fp32, on every machine
        Seed seed = _common.Seed(parsed);
        HashSet<string>? asked = parsed.GetValue(_only)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        ReproductionFiles files = new(Path.Combine(folder, Results), Terminal.Say);
        List<Reproduction> done = [];
        RunEnvironment here = RunEnvironment.Here(Terminal.Time);
        string origin = string.Create(CultureInfo.InvariantCulture,
            $"{here.Time:yyyy-MM-dd}, {here.Processor}, {here.Threads} thread{(here.Threads == 1 ? "" : "s")}, {compute.Numbers}, DeepDefense {here.DeepDefense}"), conditions = string.Create(CultureInfo.InvariantCulture, $"profile {profile.Name}, seed {seed.Value}");
        Terminal.WithProgress(progress =>
        {
            StageLock locks = new(Terminal.Time, Terminal.Say, cancellation);
            PaperData data = new(parsed.GetValue(_data)!, kept, seed, locks, cancellation);
            StageCache cache = new(kept, Terminal.Time, computes: !parsed.GetValue(_finished), Terminal.Say, cancellation);
            Dictionary<PaperTask, Laboratory> laboratories = Enum.GetValues<PaperTask>().ToDictionary(task => task, task =>
                new Laboratory(task, profile.Of(task), data, cache, compute, seed, progress, cancellation) { Asked = asked });
            foreach ((IExperiment experiment, PaperTask task) in wanted) { CheckAsked(experiment, laboratories[task]); }
            foreach ((IExperiment experiment, PaperTask task) in wanted)
            {
                Reproduction reproduction = experiment.Run(laboratories[task], files.Folder) with { Origin = origin, Conditions = conditions };
                using (locks.Take(Path.Combine(kept, Results + ".lock"), "the page of results"))
                {
                    reproduction = experiment.Concluded(reproduction.CompletedBy(files.Read(experiment.Name, reproduction.Task)));
                    files.Write(reproduction);
                    WritePage(folder, files, profile);
                }
                done.Add(reproduction);
            }
            return true;
        });
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = folder, Profile = profile.Name, Seed = seed.Value, Environment = here, Experiments = done }); }
        else { Show(done, folder); }
        return ExitCode.Success;
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
        _common.Out(parsed) is null ? [new NamedPath("the folder of results", FolderOf(parsed), PathUse.OutputStore)] : [];

    private string FolderOf(ParseResult parsed) => _common.Out(parsed) ?? Path.Combine(RunView.Runs, $"reproduce-{parsed.GetValue(_profile)}");

    private (IExperiment Experiment, PaperTask Task)[] Wanted(ParseResult parsed)
    {
        string name = parsed.GetValue(_name)!;
        string? only = parsed.GetValue(_task);
        (IExperiment Experiment, PaperTask Task)[] wanted =
        [
            .. from experiment in PaperExperiments.All
               where name == Everything || experiment.Name == name
               from task in experiment.Tasks
               where only is null || PaperData.FolderOf(task) == only
               select (experiment, task),
        ];
        return wanted.Length > 0 ? wanted : throw new UsageException($"--task {only}: the paper has {name} for the other task only");
    }

    private static void CheckAsked(IExperiment experiment, Laboratory lab)
    {
        if (lab.Asked is null) { return; }
        IReadOnlyList<string> parts = experiment.Parts(lab);
        if (parts.Count == 0) { throw new UsageException($"--only: {experiment.Name} is measured whole"); }
        if (lab.Asked.FirstOrDefault(asked => !parts.Contains(asked)) is { } unknown)
        {
            throw new UsageException($"--only '{unknown}': {experiment.Name} has no such row on {lab.Profile.Title}; it has {string.Join("; ", parts)}");
        }
    }

    // All that the folder has, by this run and earlier ones: tasks may be measured one by one.
    private static void WritePage(string folder, ReproductionFiles files, Profile profile)
    {
        IEnumerable<Reproduction> parts = PaperExperiments.All
            .SelectMany(experiment => experiment.Tasks.Select(task => files.Read(experiment.Name, profile.Of(task).Title))).OfType<Reproduction>();
        AtomicFile.WriteText(Path.Combine(folder, Results + ".md"), ReproductionPage.Of(parts, Results));
    }

    private void Show(IEnumerable<Reproduction> done, string folder)
    {
        foreach (Reproduction reproduction in done)
        {
            Terminal.WriteLine($"{reproduction.Name}, {reproduction.Task}: {reproduction.Title}");
            foreach (string setting in reproduction.Settings) { Terminal.WriteLine($"  {setting}"); }
            if (reproduction.Measurements.Count > 0)
            {
                Terminal.WriteTable(["subject", "quantity", "paper", "ours", "difference", "stage seconds"], reproduction.Measurements.Select(row => (string[])[.. row.Cells]));
            }
        }
        Terminal.WriteLine(Path.Combine(folder, Results + ".md"));
    }
}

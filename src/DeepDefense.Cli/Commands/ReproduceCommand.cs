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
    private readonly Option<bool> _finished = new("--finished") { Description = "Compute nothing: write what earlier runs finished; of tables of many attacks, part by part." };
    private readonly Option<string?> _only = new("--only") { Description = "Measure these parts of a table of many attacks, e.g. 'SSBA, seed 2; SIG, seed 2'; the others stay as they are. [default: all]", HelpName = "parts" };
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
        string[]? only = parsed.GetValue(_only)?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        ReproductionFiles files = new(Path.Combine(folder, Results), Terminal.Say);
        List<Reproduction> done = [];
        RunEnvironment here = RunEnvironment.Here(Terminal.Time);
        string origin = string.Create(CultureInfo.InvariantCulture,
            $"{here.Time:yyyy-MM-dd}, {here.Processor}, {here.Threads} thread{(here.Threads == 1 ? "" : "s")}, {compute.Numbers}, DeepDefense {here.DeepDefense}");
        Terminal.WithProgress(progress =>
        {
            StageLock locks = new(Terminal.Time, Terminal.Say, cancellation);
            PaperData data = new(parsed.GetValue(_data)!, kept, seed, locks, cancellation);
            string conditions = $"profile {profile.Name}, seed {seed.Value}{(Directory.Exists(data.TriggerFolder) ? "" : ", triggers drawn and not published ones")}";
            StageCache cache = new(kept, Terminal.Time, computes: !parsed.GetValue(_finished), Terminal.Say, cancellation);
            Dictionary<PaperTask, Laboratory> laboratories = Enum.GetValues<PaperTask>().ToDictionary(task => task, task =>
                new Laboratory(task, profile.Of(task), data, cache, compute, seed, progress, cancellation));
            if (only is not null)
            {
                foreach ((IExperiment experiment, PaperTask task) in wanted)
                {
                    laboratories[task] = laboratories[task].AskedFor(PartsOf(experiment, laboratories[task], only));
                    if (files.Has(experiment.Name, profile.Of(task).Title)) { RequireSame(files, experiment, profile.Of(task).Title, conditions); }
                }
            }
            foreach ((IExperiment experiment, PaperTask task) in wanted)
            {
                Reproduction reproduction = experiment.Run(laboratories[task], files.Folder) with { Origin = origin, Conditions = conditions };
                using (locks.Take(Path.Combine(kept, Results + ".lock"), "the page of results"))
                {
                    reproduction = experiment.Concluded(Completed(reproduction, files));
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

    // Rows that are not measured come from the file that is there; nothing of it is lost.
    private static Reproduction Completed(Reproduction reproduction, ReproductionFiles files)
    {
        if (!files.Has(reproduction.Name, reproduction.Task)) { return reproduction; }
        Reproduction? before = files.Read(reproduction.Name, reproduction.Task);
        if (before is not null && reproduction.GoesWith(before)) { return reproduction.CompletedBy(before); }
        return reproduction.Missing.Count == 0 ? reproduction
            : throw new UsageException($"{files.PathOf(reproduction.Name, reproduction.Task)} {(before is null ? "cannot be read" : $"is of {before.Conditions}: {string.Join(' ', before.Settings.Take(1))}")}, and this run of {reproduction.Conditions}: {reproduction.Settings[0]} Its rows would be lost: give another --out");
    }

    private static HashSet<string> PartsOf(IExperiment experiment, Laboratory lab, string[] only)
    {
        IReadOnlyList<string> parts = experiment.Parts(lab);
        if (parts.Count == 0) { throw new UsageException($"--only: {experiment.Name} is measured whole; leave --only out, or name a table of many attacks"); }
        if (only.Length == 0) { throw new UsageException("--only: no part is named"); }
        return only.Select(name => Reproduction.PartOf(parts, name)
            ?? throw new UsageException($"--only '{name}': {experiment.Name} has no such part on {lab.Profile.Title}; it has {string.Join("; ", parts)}")).ToHashSet();
    }

    private static void RequireSame(ReproductionFiles files, IExperiment experiment, string task, string conditions)
    {
        string? before = files.Read(experiment.Name, task) is { } read ? read.Conditions ?? "unknown sizes" : "nothing that can be read";
        if (before != conditions) { throw new UsageException($"{files.PathOf(experiment.Name, task)} is of {before}, and this run of {conditions}: its other rows would be lost; give another --out, or leave --only out"); }
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
            foreach (string setting in reproduction.Settings.Concat(reproduction.Notes)) { Terminal.WriteLine($"  {setting}"); }
            if (reproduction.Measurements.Count > 0)
            {
                Terminal.WriteTable(["subject", "quantity", "paper", "ours", "difference", "stage seconds"], reproduction.Measurements.Select(row => (string[])[.. row.Cells]));
            }
        }
        Terminal.WriteLine(Path.Combine(folder, Results + ".md"));
    }
}

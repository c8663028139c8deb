using System.CommandLine;
using System.Globalization;
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
    private readonly Argument<string> _name = new("experiment") { Description = "A table or figure, or all." };
    private readonly Option<string> _data = new("--data") { Description = "Folder with cifar10/, faces/ and cifar10-jpeg/ (or cifar10-jpeg.tar.xz).", Required = true };
    private readonly Option<string> _profile = new("--profile") { Description = "Sizes: quick in minutes, laptop in hours, paper as published.", DefaultValueFactory = _ => Profile.Quick.Name };
    private readonly CommonOptions _common;

    internal ReproduceCommand(Terminal terminal)
        : base("reproduce", "Measures the paper's tables and figures again, beside its numbers. Goes on where it was stopped.", terminal)
    {
        _name.AcceptOnlyFromAmong([.. PaperExperiments.All.Select(experiment => experiment.Name), Everything]);
        _profile.AcceptOnlyFromAmong([.. Profile.All.Select(profile => profile.Name)]);
        Arguments.Add(_name);
        Options.Add(_data);
        Options.Add(_profile);
        _common = new CommonOptions(this, "Folder of results and of what is kept for the next run. [default: runs/reproduce-<profile>]");
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        Profile profile = Profile.All.Single(profile => profile.Name == parsed.GetValue(_profile));
        string wanted = parsed.GetValue(_name)!, folder = _common.Out(parsed) ?? Path.Combine(RunView.Runs, $"reproduce-{profile.Name}");
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        string kept = Path.Combine(folder, "stages");
        PaperData data = new(parsed.GetValue(_data)!, kept, seed, cancellation);
        ReproductionFiles files = new(folder);
        List<Reproduction> done = [];
        Terminal.WithProgress(progress =>
        {
            StageCache cache = new(kept, Terminal.Time);
            Laboratory[] laboratories = [.. Enum.GetValues<PaperTask>().Select(task =>
                new Laboratory(task, profile.Of(task), data, cache, compute, seed, progress, cancellation))];
            foreach (IExperiment experiment in PaperExperiments.All.Where(experiment => wanted == Everything || experiment.Name == wanted))
            {
                Reproduction reproduction = experiment.Run(laboratories, folder);
                files.Write(reproduction);
                done.Add(reproduction);
            }
            return true;
        });
        RunEnvironment here = RunEnvironment.Here(Terminal.Time);
        string origin = string.Create(CultureInfo.InvariantCulture,
            $"{here.Time:yyyy-MM-dd}, {here.Processor}, {here.Threads} threads, {compute.Precision}, DeepDefense {here.DeepDefense}, profile {profile.Name}, seed {seed.Value}");
        string page = Path.Combine(folder, "reproduction.md");
        if (wanted == Everything) { AtomicFile.WriteText(page, $"# Reproduction\n\n{origin}\n\n" + string.Join('\n', done.Select(ReproductionFiles.Markdown))); }
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = folder, Profile = profile.Name, Seed = seed.Value, Environment = here, Experiments = done }); }
        else { Show(done, folder); }
        return ExitCode.Success;
    }

    private void Show(IEnumerable<Reproduction> done, string folder)
    {
        foreach (Reproduction reproduction in done)
        {
            Terminal.WriteLine($"{reproduction.Name}: {reproduction.Title}");
            foreach (string setting in reproduction.Settings) { Terminal.WriteLine($"  {setting}"); }
            if (reproduction.Measurements.Count > 0)
            {
                Terminal.WriteTable(["task", "subject", "quantity", "paper", "ours", "difference", "stage seconds"], reproduction.Measurements.Select(ReproductionFiles.Cells));
            }
        }
        Terminal.WriteLine(folder);
    }
}

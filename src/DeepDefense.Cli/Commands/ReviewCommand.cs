using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.Relabelling;
using DeepDefense.Models;
using DeepDefense.Protocol;
using DeepDefense.Reporting;
using DeepDefense.Review;
using DeepDefense.Review.Serving;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Commands;

/// <summary>A page on which a person decides what is poisoned.</summary>
internal sealed class ReviewCommand : WorkCommand
{
    private const int LargestPort = 65535;
    private readonly PathArgument _run = new("run", PathUse.OutputStore) { Description = "The run folder of protect; decisions.json and decisions.journal are written there." };
    private readonly PathOption _train = new("--train", PathUse.InputSet) { Description = "The labelled set that was scanned.", Required = true };
    private readonly Option<int> _port = new("--port") { Description = "Port of the page on 127.0.0.1. [default: a free one]" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the run.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _threads = CommonOptions.ThreadsOption();
    private readonly DataOptions _data;
    private readonly ContractOptions _contract;

    internal ReviewCommand(Terminal terminal)
        : base("review", "Shows what a run flagged on a page, on this machine only, where a person decides what is poisoned.", terminal)
    {
        Arguments.Add(_run);
        foreach (Option option in new Option[] { _train, _port, _seed, _threads }) { Options.Add(option); }
        _data = new DataOptions(this);
        _contract = new ContractOptions(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        int port = parsed.GetValue(_port);
        if (port is < 0 or > LargestPort) { throw new UsageException($"--port {port}: must lie in [0, {LargestPort}]"); }
        string folder = parsed.GetValue(_run)!;
        RunRecord run = RunView.Find(folder);
        using FolderLock taken = FolderLock.Take(run.Path, Terminal.Time);
        string? purified = run.PurifiedModel;
        Seed seed = new(parsed.GetValue(_seed));
        DatasetOptions reading = purified is null || run.ImageSize is not null ? _data.OptionsFor(run.ImageSize, parsed) : _data.OptionsFor(purified, _contract.Given(parsed), parsed);
        LabeledImages train = DataOptions.LoadWhole(parsed.GetValue(_train)!, reading, seed, Terminal, cancellation).Dataset.Train;
        string scan = Path.Combine(run.Path, "scan.csv");
        (int[] flagged, int[] isolated, double[] scores) = ScanCsv.Read(scan, train);
        int[] rows = [.. flagged.Union(isolated).OrderByDescending(row => scores[row])];
        if (rows.Length == 0)
        {
            Terminal.WriteLine($"{run.Path}: nothing is flagged, so that there is nothing to decide");
            return ExitCode.Success;
        }
        int[] groups = LikenessGroups.Of(train.Subset(rows));
        int?[] suggested = purified is null ? new int?[rows.Length] : Suggested(purified, train, rows, parsed, cancellation);
        using ReviewSession session = new(train, [.. rows.Select((row, i) => new ReviewCandidate(row, scores[row], groups[i], suggested[i]))], rows.Min(row => scores[row]), scan, Path.Combine(run.Path, Decisions.JournalName));
        string trigger = Path.Combine(run.Path, "trigger.png"), file = Path.Combine(run.Path, Decisions.FileName), warning = WarningOf(run, train);
        if (warning.Length > 0) { Terminal.Say(warning); }
        ReviewSubject subject = new() { Run = run.Path, Session = session, DecisionsFile = file, Trigger = File.Exists(trigger) ? File.ReadAllBytes(trigger) : null, Warning = warning.Length > 0 ? warning : null };
        Decisions decisions = Serve(subject, port, cancellation).GetAwaiter().GetResult();
        int Count(ImageDecision decision) => decisions.Images.Count(image => image.Decision == decision);
        Terminal.WriteLine($"{file}: {Count(ImageDecision.Poisoned)} poisoned, {Count(ImageDecision.Clean)} clean, {Count(ImageDecision.Undecided)} undecided");
        return ExitCode.Success;
    }

    private async Task<Decisions> Serve(ReviewSubject subject, int port, CancellationToken cancellation)
    {
        ReviewServer server = await ReviewServer.Start(subject, port, cancellation).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{subject.Session.Candidates.Count} images to look at; what you decide is kept at once. Open:"));
            Terminal.Say(server.Address.AbsoluteUri);
            return await server.Finished(cancellation).ConfigureAwait(false);
        }
    }

    private int?[] Suggested(string purified, LabeledImages train, int[] rows, ParseResult parsed, CancellationToken cancellation)
    {
        TorchRuntime.Initialize();
        TorchRuntime.Threads = CommonOptions.FreeThreads(parsed, _threads, Terminal);
        Compute compute = new(torch.CPU, Precision.Float32);
        using Classifier model = _contract.Load(purified, parsed, compute, train, Terminal);
        return [.. Teacher.Relabel(model, train, rows, Teacher.SureFrom, compute, cancellation).Select(image => image.To)];
    }

    // The table has names, labels and no pixels.
    private static string WarningOf(RunRecord run, LabeledImages train)
    {
        string? scanned = run.Configuration is { } configuration && configuration.TryGetProperty("train", out JsonElement hash) && hash.ValueKind == JsonValueKind.String ? hash.GetString() : null;
        return scanned is null ? $"{run.Path} does not say which training set it scanned: whether this one is the same is not known"
            : scanned != TrainingFingerprint.Of(train) ? "The training set has changed since the scan, or is read otherwise: pictures and scores may not belong together" : "";
    }
}

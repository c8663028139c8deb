using System.CommandLine;
using DeepDefense.Attacks;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Steganalysis.Shards;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Commands;

/// <summary>Judges a training set by the scores of its shards, as if it had been scanned at once.</summary>
internal sealed class ScanMergeCommand : WorkCommand
{
    private readonly Argument<string[]> _shards = new("shard") { Description = "The shard files of scan --shard, all of them, in any order.", Arity = ArgumentArity.OneOrMore };
    private readonly PathOption _train = new(ScanCommand.Scanned, PathUse.InputSet) { Description = "The labelled set that the shards are of, whole.", Required = true };
    private readonly PathOption _detector = new("--detector", PathUse.Input) { Description = "The detector that scored the shards. [default: the file that they name]" };
    private readonly CommonOptions _common;
    private readonly DataOptions _data;
    private readonly ProtocolCommandOptions _protocol;
    private readonly ScanResultOptions _result;
    private readonly TruthOption _truth;

    internal ScanMergeCommand(Terminal terminal)
        : base("merge", "Joins the shards of a scan: table, report and verdict as of a scan of the whole set.", terminal)
    {
        Arguments.Add(_shards);
        Options.Add(_train);
        Options.Add(_detector);
        _common = new CommonOptions(this, "Table of scores (CSV).", outRequired: true, computes: false);
        _data = new DataOptions(this);
        _protocol = new ProtocolCommandOptions().Judging(this);
        _result = new ScanResultOptions(this, _common);
        _truth = new TruthOption(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        _result.Check(parsed);
        ScanOptions options = _protocol.Scan(parsed);
        TorchRuntime.Initialize();
        ShardMerge merge = ShardMerge.Of(parsed.GetValue(_shards)!);
        string detectorPath = parsed.GetValue(_detector) ?? merge.DetectorPath, trainPath = parsed.GetValue(_train)!;
        merge.RequireDetector(detectorPath);
        if (merge.Terms.Version != Tool.Version) { Terminal.Say($"the shards are of DeepDefense {merge.Terms.Version}, this is {Tool.Version}"); }
        LoadedDataset loaded = _data.LoadWhole(trainPath, parsed, _common.Seed(parsed), Terminal, cancellation);
        LabeledImages train = loaded.Dataset.Train;
        PoisonMarks? truth = _truth.Of(parsed, trainPath, train, Terminal)?.Marks;
        double[] scores = merge.ScoresOf(trainPath, loaded);
        using StegoDetector detector = StegoDetector.Load(detectorPath, torch.CPU);
        ScanReport scan = DatasetScanner.Judge(train, scores, detector, options);
        return _result.Write(parsed, new ScannedSet(trainPath, train, loaded.Skipped, scan, ScanResultOptions.SettingsOf(trainPath, detectorPath, merge.Terms.Precision, options))
        {
            Truth = truth,
        }, Terminal);
    }

    private protected override IEnumerable<NamedPath> Further(ParseResult parsed) =>
        [.. parsed.GetValue(_shards)!.Select(path => new NamedPath("the shard", path, PathUse.Input)), .. _result.Unnamed(parsed)];
}

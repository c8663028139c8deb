using System.CommandLine;
using System.Globalization;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>Builds the encoder that the SSBA trigger needs.</summary>
internal sealed class SsbaTrainCommand : WorkCommand
{
    private static readonly SsbaEncoderOptions Defaults = new();
    private readonly PathOption _data = new("--data", PathUse.InputSet) { Description = "A labelled set; its training part is used, the labels are not.", Required = true };
    private readonly Option<int> _bits = new("--bits") { Description = "Bits of the secret: 100 hold 7 letters, 50 hold 4.", DefaultValueFactory = _ => Defaults.Network.Bits };
    private readonly Option<int> _width = new("--width") { Description = "Channels of the first convolutions; 32 as published.", DefaultValueFactory = _ => Defaults.Network.Width };
    private readonly Option<int> _steps = new("--steps") { Description = "Steps of the training.", DefaultValueFactory = _ => Defaults.Steps };
    private readonly Option<double> _chromaWeight = new("--chroma-weight") { Description = "Weight of the change of colour beside that of brightness.", DefaultValueFactory = _ => Defaults.ChromaWeight };
    private readonly Option<double> _imageWeight = new("--image-weight") { Description = "Weight of the images' change beside the secret: more makes the trigger fainter.", DefaultValueFactory = _ => Defaults.ImageWeight };
    private readonly Option<bool> _requirePass = new("--require-pass") { Description = "Fail where the encoder, though written, misses a gate." };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;

    internal SsbaTrainCommand(Terminal terminal)
        : base("train", "Trains the encoder of the sample-specific trigger, and its decoder.", terminal)
    {
        foreach (Option option in new Option[] { _data, _bits, _width, _steps, _imageWeight, _chromaWeight, _requirePass }) { Options.Add(option); }
        _common = new CommonOptions(this, "Encoder file (safetensors).", outRequired: true, resumable: true, logged: true);
        _dataOptions = new DataOptions(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        SsbaEncoderOptions options = new()
        {
            Network = new StegaOptions { Bits = parsed.GetValue(_bits), Width = parsed.GetValue(_width) },
            Steps = parsed.GetValue(_steps),
            ImageWeight = parsed.GetValue(_imageWeight),
            ChromaWeight = parsed.GetValue(_chromaWeight),
        };
        Compute compute = _common.Compute(parsed);
        Seed seed = _common.Seed(parsed);
        Dataset data = _dataOptions.Open(parsed.GetValue(_data)!, parsed, seed, Terminal, cancellation);
        string path = _common.Out(parsed)!;
        Checkpoint checkpoint = CommandCheckpoint.For(path, new { seed, data = Demonstration.Fingerprint(data), options }, _common.Resume(parsed), _common.Force(parsed));
        long start = Terminal.Time.GetTimestamp();
        using SsbaEncoder encoder = Terminal.WithProgress(_common.LogFolder(parsed), progress => SsbaEncoderTraining.Train(data.Train, options, compute,
            seed.For("ssba"), checkpoint, progress.ForTraining("ssba"), cancellation));
        double seconds = Terminal.Time.GetElapsedTime(start).TotalSeconds;
        encoder.Save(path);
        File.Delete(checkpoint.Path);
        Print(parsed, path, encoder.Report, seconds);
        if (parsed.GetValue(_requirePass)) { encoder.Report.RequirePass(); }
        return ExitCode.Success;
    }

    private void Print(ParseResult parsed, string path, SsbaEncoderReport report, double seconds)
    {
        if (_common.Json(parsed))
        {
            Terminal.WriteJson(new { Out = path, report.Passes, Report = report, Seconds = seconds, Seed = _common.Seed(parsed).Value });
            return;
        }
        static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        static string Verdict(double value, double least) => value >= least ? "pass" : "MISSED";
        Terminal.WriteTable([$"on {report.HeldOutImages} held-out images", "measured", "at least", ""],
        [
            ["bit accuracy", Number(report.BitAccuracy, "F4"), Number(SsbaEncoderReport.LeastBitAccuracy, "F2"), Verdict(report.BitAccuracy, SsbaEncoderReport.LeastBitAccuracy)],
            ["decode rate", Number(report.DecodeRate, "F4"), Number(SsbaEncoderReport.LeastDecodeRate, "F2"), Verdict(report.DecodeRate, SsbaEncoderReport.LeastDecodeRate)],
            ["PSNR, dB", Number(report.Psnr, "F2"), Number(SsbaEncoderReport.LeastPsnr, "F0"), Verdict(report.Psnr, SsbaEncoderReport.LeastPsnr)],
        ]);
        Terminal.WriteLine($"{path}: {report.Steps} steps (attempt {report.Attempt + 1}) in {Number(seconds, "F0")} s, {Number(100 * report.ChangedShare, "F1")} % of the pixel values changed");
    }
}

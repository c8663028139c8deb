using System.CommandLine;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;

namespace DeepDefense.Cli.Commands;

/// <summary>A data set in one layout in, the same images in another out.</summary>
internal sealed class DataConvertCommand : WorkCommand
{
    private const int CifarClasses = 10;
    private readonly PathArgument _path = new("path", PathUse.InputSet) { Description = "A labelled set: a folder, a CSV manifest, .parquet, .tar or .npz." };
    private readonly Option<SetLayout> _to = new("--to") { Description = "folder: PNGs, one folder a class. manifest: PNGs and a CSV. metadata: PNGs and metadata.csv, as Hugging Face has them. cifar10: CIFAR-10's binary layout, for 32 x 32 pixels and at most 10 classes. parquet: PNGs in Parquet, as Hugging Face has them. tar: WebDataset's tars. npy: NumPy's arrays.", Required = true };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;

    internal DataConvertCommand(Terminal terminal)
        : base("convert", "Writes a labelled set in another layout, without loss; training and test images stay what they are.", terminal)
    {
        Arguments.Add(_path);
        _to.AcceptNames();
        Options.Add(_to);
        _common = new CommonOptions(this, "Folder to write to; empty or new.", outRequired: true, computes: false, use: PathUse.OutputSet);
        _dataOptions = new DataOptions(this);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        (string folder, SetLayout to) = (_common.Out(parsed)!, parsed.GetValue(_to));
        Dataset data = _dataOptions.LoadWhole(parsed.GetValue(_path)!, parsed, _common.Seed(parsed), Terminal, cancellation).Dataset;
        if (to == SetLayout.Cifar10) { RequireCifar(data); }
        SetFolder.Make(folder, [data.Train, data.Test]);
        SetWriter.Save(to, folder, data, cancellation);
        if (_common.Json(parsed)) { Terminal.WriteJson(new { Out = folder, Layout = to.ToString().ToLowerInvariant(), Train = data.Train.Count, Test = data.Test.Count, Classes = data.Train.ClassNames.Count, data.Train.Width, data.Train.Height }); }
        else { Terminal.WriteLine($"{folder}: {data.Train.Count} training and {data.Test.Count} test images of {data.Train.Width} x {data.Train.Height} pixels in {data.Train.ClassNames.Count} classes"); }
        return ExitCode.Success;
    }

    private static void RequireCifar(Dataset data)
    {
        if (data.Train.ClassNames.Count > CifarClasses) { throw new UsageException($"--to cifar10: {data.Train.ClassNames.Count} classes, expected at most {CifarClasses}"); }
        Cifar10Binary.RequireFit(data);
    }
}

using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Inspection;
using DeepDefense.Steganalysis;
using DeepDefense.Training;

namespace DeepDefense.Cli.Commands;

/// <summary>What a data set holds.</summary>
internal sealed class DataInfoCommand : WorkCommand
{
    private const int Shown = 10;
    private readonly PathArgument _path = new("path", PathUse.InputSet) { Description = "A labelled set: a folder, a CSV manifest, .parquet, .tar or .npz." };
    private readonly CommonOptions _common;
    private readonly DataOptions _dataOptions;

    internal DataInfoCommand(Terminal terminal)
        : base("info", "Counts images, classes, sizes and duplicates of a labelled set as it is stored, and correlates its colour bands.", terminal)
    {
        Arguments.Add(_path);
        _common = new CommonOptions(this, "File for the result (JSON). [default: none]", computes: false);
        _dataOptions = new DataOptions(this, asStored: true);
    }

    private protected override int Work(ParseResult parsed, CancellationToken cancellation)
    {
        string path = parsed.GetValue(_path)!;
        DatasetReport report = Terminal.WithProgress(progress => DatasetInspection.Of(
            path, _dataOptions.Options(parsed) with { TestFraction = 0 }, DataOptions.SeedOf(_common.Seed(parsed)), progress.ForShare("read"), cancellation));
        DataOptions.SaySkipped(path, report.Skipped, Terminal);
        _common.Keep(parsed, report);
        if (_common.Json(parsed)) { Terminal.WriteJson(report); }
        else { Print(path, report); }
        return ExitCode.Success;
    }

    private void Print(string path, DatasetReport report)
    {
        Terminal.WriteLine($"{path}: {report.Layout}, {report.Train} training and {report.Test} test images in {report.Classes.Count} classes, {report.Bytes} bytes");
        if (report.Skipped.Count > 0) { Terminal.WriteLine($"not read: {report.Skipped.Count} files or records (--json has all)"); }
        Terminal.WriteLine($"formats: {string.Join(", ", report.Formats.Select(format => $"{format.Images} {format.Name}"))}");
        Terminal.WriteLine("");
        Terminal.WriteTable(["class", "training", "test"],
        [
            .. report.Classes.Select(item => new[] { item.Name, Number(item.Train), Number(item.Test) }),
            .. new (string Name, Func<int[], int> Of)[] { ("(least)", counts => counts[0]), ("(median)", counts => counts[counts.Length / 2]), ("(most)", counts => counts[^1]) }
                .Select(row => new[] { row.Name, Number(row.Of(Sorted(report, item => item.Train))), Number(row.Of(Sorted(report, item => item.Test))) }),
        ]);
        Terminal.WriteTable(["width x height", "images"],
        [
            .. report.Sizes.Take(Shown).Select(size => new[] { $"{size.Width} x {size.Height}", Number(size.Images) }),
            .. report.Sizes.Count > Shown ? [[$"{report.Sizes.Count - Shown} other sizes", Number(report.Sizes.Skip(Shown).Sum(size => size.Images))]] : Array.Empty<string[]>(),
        ]);
        PrintDuplicates(report.Duplicates);
        BandCorrelationReport bands = report.Bands;
        Terminal.WriteLine($"band correlation: red-green {Number(bands.RedGreen)}, red-blue {Number(bands.RedBlue)}, green-blue {Number(bands.GreenBlue)} over {bands.Counted} images; {bands.LeftOut} with a band of one value left out");
    }

    private void PrintDuplicates(DuplicateReport duplicates)
    {
        Terminal.WriteLine($"duplicates: {duplicates.Groups.Count} groups, {duplicates.Surplus} images more than need be; groups within a class {duplicates.WithinClass}, across classes {duplicates.AcrossClasses}, across training and test {duplicates.AcrossParts}");
        foreach (DuplicateGroup group in duplicates.Groups.Take(Shown))
        {
            Terminal.WriteLine($"  {string.Join(" = ", group.Sources.Take(Shown))}{(group.Sources.Count > Shown ? $" and {group.Sources.Count - Shown} more" : "")}{(group.AcrossClasses ? ", across classes" : "")}{(group.AcrossParts ? ", across training and test" : "")}");
        }
        if (duplicates.Groups.Count > Shown) { Terminal.WriteLine($"  and {duplicates.Groups.Count - Shown} more groups (--json has all)"); }
    }

    private static int[] Sorted(DatasetReport report, Func<ClassCount, int> count) => [.. report.Classes.Select(count).Order()];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "none";
}

using System.ComponentModel;
using System.Diagnostics;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Paper.Stages;

/// <summary>The data of both tasks below one folder: <c>cifar10/</c> in the official binary layout, <c>faces/</c> in
/// VGGFace2's, and for victims that need more images <c>cifar10-jpeg/</c>, or <c>cifar10-jpeg.tar.xz</c> to unpack.</summary>
/// <param name="root">The folder.</param>
/// <param name="scratch">Where to unpack.</param>
/// <param name="seed">Draws classes and images where not all are used.</param>
/// <param name="locks">Keeps other processes from unpacking at the same time.</param>
/// <param name="cancellation">Stops the reading.</param>
public sealed class PaperData(string root, string scratch, Seed seed, StageLock locks, CancellationToken cancellation)
{
    private const string Jpeg = "cifar10-jpeg";

    /// <summary>The folder of a task's images below the root, which is also how commands spell the task.</summary>
    public static string FolderOf(PaperTask task) => task == PaperTask.Cifar10 ? "cifar10" : "faces";

    /// <summary>What detectors are built and measured on.</summary>
    public Dataset Detection(PaperTask task, TaskProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        string folder = Path.Combine(root, FolderOf(task));
        return Limit(Open(folder, profile), profile.DetectionImages);
    }

    /// <summary>What victims are trained on.</summary>
    public Dataset Victims(PaperTask task, TaskProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.JpegVictims ? Limit(Open(UnpackedJpeg(), profile), profile.VictimImages) : Detection(task, profile);
    }

    /// <summary>Where triggers lie as others published them: <c>triggers/</c>; it need not be there.</summary>
    public string TriggerFolder => Path.Combine(root, "triggers");

    /// <summary>The same data, drawn by another seed.</summary>
    internal PaperData With(Seed other) => new(root, scratch, other, locks, cancellation);

    private Dataset Open(string folder, TaskProfile profile) =>
        DatasetLoader.Open(folder, profile.Data, seed.For("data"), null, cancellation).Dataset;

    private Dataset Limit(Dataset data, int? most) => most is int count && count < data.Train.Count
        ? data with { Train = data.Train.Subset([.. seed.For("limit").Stream().Permutation(data.Train.Count).Take(count).Order()]) }
        : data;

    private string UnpackedJpeg()
    {
        string given = Path.Combine(root, Jpeg), unpacked = Path.Combine(scratch, Jpeg), archive = given + ".tar.xz";
        if (Directory.Exists(given)) { return given; }
        if (Directory.Exists(unpacked)) { return unpacked; }
        using FileLock held = locks.Take(unpacked + ".lock", $"{Jpeg} to be unpacked");
        if (Directory.Exists(unpacked)) { return unpacked; }
        if (!File.Exists(archive)) { throw new DatasetException(root, null, $"neither {Jpeg}/ nor {Jpeg}.tar.xz", "the images that victims are trained on"); }
        string partial = unpacked + ".partial";
        if (Directory.Exists(partial)) { Directory.Delete(partial, recursive: true); }
        Directory.CreateDirectory(partial);
        using Process tar = Tar(archive, partial);
        string complaint = tar.StandardError.ReadToEnd();
        tar.WaitForExit();
        if (tar.ExitCode != 0) { throw new DatasetException(archive, null, complaint.Trim(), "an archive that tar -xJf unpacks"); }
        string inside = Path.Combine(partial, Jpeg);
        Directory.Move(Directory.Exists(inside) ? inside : partial, unpacked);
        return unpacked;
    }

    private static Process Tar(string archive, string folder)
    {
        try { return Process.Start(new ProcessStartInfo("tar", ["-xJf", archive, "-C", folder]) { RedirectStandardError = true })!; }
        catch (Win32Exception e) { throw new DatasetException(archive, null, $"no program tar ({e.Message})", "apt-get install tar xz-utils"); }
    }
}

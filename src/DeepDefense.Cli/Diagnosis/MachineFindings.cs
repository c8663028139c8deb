using System.Globalization;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Diagnosis;

/// <summary>What can be said of the machine without libtorch.</summary>
internal static class MachineFindings
{
    private const double GiB = 1L << 30;
    private const double ScarceMemory = 2 * GiB;
    private const double ScarceDisk = 1 * GiB;

    /// <summary>Processors, vector units, memory, disk.</summary>
    /// <param name="folder">Where runs would be written.</param>
    internal static IEnumerable<Finding> All(string folder)
    {
        yield return Processors();
        yield return VectorUnits();
        yield return Memory();
        yield return Disk(folder);
    }

    // .NET counts what affinity and the container's quota leave.
    private static Finding Processors()
    {
        int usable = ProcessorCount.Usable, all = ProcessorCount.All;
        string name = RunEnvironment.ProcessorName();
        return new("processors", Health.Ok, usable < all
            ? $"{name}, {usable} of {all} usable: affinity or the container's quota holds back the rest"
            : $"{name}, {usable} usable");
    }

    private static Finding VectorUnits()
    {
        (string Name, bool IsThere)[] units =
        [
            ("avx2", Avx2.IsSupported), ("fma", Fma.IsSupported), ("avx512f", Avx512F.IsSupported), ("neon", AdvSimd.IsSupported),
        ];
        string found = string.Join(", ", units.Where(unit => unit.IsThere).Select(unit => unit.Name));
        return Finding.OkIf(found.Length > 0, "vector units", found.Length > 0 ? found : "neither avx2 nor neon",
            "computing will be slow; another processor, or --device cuda, helps");
    }

    private static Finding Memory()
    {
        double total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        double? left = AvailableMemory();
        double usable = Math.Min(total, left ?? total);
        return Finding.OkIf(usable >= ScarceMemory, "memory", string.Create(CultureInfo.InvariantCulture,
            $"{total / GiB:F1} GiB for this process{(left is null ? "" : $", {usable / GiB:F1} GiB free")}"),
            "close other programs, or lower --batch-size");
    }

    private static double? AvailableMemory()
    {
        string? line = Try(() => File.ReadLines("/proc/meminfo").FirstOrDefault(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal)));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, string kilobytes, ..]
            && double.TryParse(kilobytes, CultureInfo.InvariantCulture, out double number) ? number * 1024 : null;
    }

    private static Finding Disk(string folder)
    {
        double? free = Try<double?>(() => new DriveInfo(folder).AvailableFreeSpace);
        return free is double bytes
            ? Finding.OkIf(bytes >= ScarceDisk, "disk", string.Create(CultureInfo.InvariantCulture, $"{bytes / GiB:F1} GiB free in {folder}"), "free some space: runs keep models and checkpoints")
            : new("disk", Health.Warning, $"free space in {folder} is not known", "check it with df");
    }

    // A kernel without these files is no reason to stop.
    private static T? Try<T>(Func<T> read)
    {
        try { return read(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { return default; }
    }
}

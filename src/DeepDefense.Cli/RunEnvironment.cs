using System.Globalization;
using DeepDefense.Reporting;
using DeepDefense.Torch;

namespace DeepDefense.Cli;

/// <summary>Where a result comes from: what computed it, when and on what.</summary>
/// <param name="Time">When it was asked: at the end of a run.</param>
/// <param name="DeepDefense">Version, and the commit where it was built from a repository.</param>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="LibTorch">Version of libtorch.</param>
/// <param name="Processor">Its name, or <c>unknown</c>.</param>
/// <param name="Threads">Threads of one operator.</param>
internal sealed record RunEnvironment(DateTimeOffset Time, string DeepDefense, string DotNet, string LibTorch, string Processor, int Threads)
{
    /// <summary>The environment of this process.</summary>
    internal static RunEnvironment Here(TimeProvider time) => new(time.GetUtcNow(),
        Tool.Version, Environment.Version.ToString(), TorchRuntime.Version, ProcessorName(), TorchRuntime.Threads);

    /// <summary>Names and values, to be shown.</summary>
    internal IReadOnlyDictionary<string, string> ToTable() => new Dictionary<string, string>
    {
        ["DeepDefense"] = DeepDefense,
        [".NET"] = DotNet,
        ["libtorch"] = LibTorch,
        ["processor"] = Processor,
        ["threads"] = Threads.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What the processor calls itself.</summary>
    internal static string ProcessorName()
    {
        const string Path = "/proc/cpuinfo";
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

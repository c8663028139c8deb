using System.Text.Json;
using DeepDefense.Protocol;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>The end of a run: its result and environment beside its other files, and on stdout.</summary>
internal static class RunResult
{
    internal static int Finish(Terminal terminal, ProtocolResult result, bool json)
    {
        object environment = new
        {
            Time = terminal.Time.GetUtcNow(),
            DeepDefense = typeof(RunResult).Assembly.GetName().Version?.ToString(3),
            DotNet = Environment.Version.ToString(),
            LibTorch = TorchRuntime.Version,
            Processor = ProcessorName(),
            TorchRuntime.Threads,
        };
        AtomicFile.WriteText(Path.Combine(result.Run, "environment.json"), JsonSerializer.Serialize(environment, Json.Indented));
        AtomicFile.WriteText(Path.Combine(result.Run, "results.json"), JsonSerializer.Serialize(result, Json.Indented));
        if (json) { terminal.WriteJson(result); }
        else { ProtocolResultView.Write(terminal, result); }
        return ExitCode.Success;
    }

    private static string ProcessorName()
    {
        const string Path = "/proc/cpuinfo";
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}

using System.Text.Json;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>The end of a run: its result and environment beside its other files, and on stdout.</summary>
internal static class RunResult
{
    internal static void Finish(Terminal terminal, ProtocolResult result, bool json)
    {
        AtomicFile.WriteText(Path.Combine(result.Run, RunFolder.EnvironmentFile), JsonSerializer.Serialize(RunEnvironment.Here(terminal.Time), Json.Indented));
        AtomicFile.WriteText(Path.Combine(result.Run, RunFolder.ResultsFile), JsonSerializer.Serialize(result, Json.Indented));
        if (json) { terminal.WriteJson(result); }
        else { ProtocolResultView.Write(terminal, result); }
    }
}

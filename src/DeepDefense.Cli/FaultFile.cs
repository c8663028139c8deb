using System.Globalization;
using DeepDefense.Reporting;

namespace DeepDefense.Cli;

/// <summary>What nobody foresaw, for whoever mends it.</summary>
internal static class FaultFile
{
    /// <summary>Writes the details of a fault to a file of the temporary folder.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="terminal">The command line, and the clock.</param>
    /// <returns>One sentence that names the fault and the file.</returns>
    internal static string Tell(Exception fault, Terminal terminal)
    {
        string what = $"unexpected {fault.GetType().Name} ({fault.Message.Split('\n')[0].Trim()}), a fault of deepdefense";
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"deepdefense-{terminal.Time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"));
        try
        {
            File.WriteAllText(path, $"{Tool.Version}\n{terminal.CommandLine}\n{fault}\n");
            return $"{what}: please report it with {path}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return $"{what}; its details could not be written to {path}: {e.Message}"; }
    }
}

using System.Diagnostics;

namespace DeepDefense.Cli.Tests;

/// <summary>The program as a user starts it: a process of its own.</summary>
internal sealed class CommandProcess : IDisposable
{
    private readonly Process _process;

    private CommandProcess(Process process) => _process = process;

    internal static CommandProcess Start(params string[] args) => StartAs([], args);

    /// <summary>Starts it without the right to read what must not be read, which root has.</summary>
    internal static CommandProcess StartUnprivileged(params string[] args) => StartAs(
        Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"] : [], args);

    private static CommandProcess StartAs(string[] prefix, string[] args)
    {
        string[] command = [.. prefix, "dotnet", Path.Combine(AppContext.BaseDirectory, "DeepDefense.Cli.dll"), .. args];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new CommandProcess(Process.Start(start)!);
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Waits for the end.</summary>
    internal async Task<(int Code, string Output, string Error)> End()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        string error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await output, error);
    }

    /// <summary>Waits until a line of talk begins so, then sends a signal.</summary>
    internal async Task SignalAt(string begin, string signal)
    {
        List<string> talk = [];
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            talk.Add(line);
            if (!line.StartsWith(begin, StringComparison.Ordinal)) { continue; }
            using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            return;
        }
        throw new InvalidOperationException($"the program ended without a line that begins with '{begin}': {string.Join('\n', talk)}");
    }
}

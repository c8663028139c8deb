using System.Diagnostics;
using System.Globalization;

namespace DeepDefense.Cli.Tests;

/// <summary>The program as a user starts it: a process of its own.</summary>
internal sealed class CommandProcess : IDisposable
{
    private readonly Process _process;

    private CommandProcess(Process process) => _process = process;

    /// <summary>The program's file.</summary>
    internal static string Program => Path.Combine(AppContext.BaseDirectory, "DeepDefense.Cli.dll");

    internal static CommandProcess Start(params string[] args) => StartProgram(Program, args);

    internal static CommandProcess StartIn(string folder, params string[] args) => Start(folder, ["dotnet", Program, .. args]);

    internal static CommandProcess StartProgram(string program, params string[] args) => Start("", ["dotnet", program, .. args]);

    /// <summary>Starts it with a variable in its environment, <c>NAME=value</c>.</summary>
    internal static CommandProcess StartUnder(string variable, params string[] args) => Start("", ["env", variable, "dotnet", Program, .. args]);

    /// <summary>Starts it so many times, to work together.</summary>
    internal static CommandProcess StartRanks(int ranks, params string[] args) => Start("",
    [
        MpirunFactAttribute.Mpirun, "--oversubscribe", .. Environment.IsPrivilegedProcess ? ["--allow-run-as-root"] : Array.Empty<string>(),
        "-n", ranks.ToString(CultureInfo.InvariantCulture), "dotnet", Program, .. args,
    ]);

    /// <summary>Starts it without the right to read what must not be read, which root has.</summary>
    internal static CommandProcess StartUnprivileged(params string[] args) => Start("",
    [
        .. Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"] : Array.Empty<string>(),
        "dotnet", Program, .. args,
    ]);

    /// <summary>Starts it on a disk of its own with a copy of a folder on it; the disk is gone with the process.</summary>
    /// <param name="disk">The folder that the disk stands for; others see it below <see cref="Root"/>.</param>
    /// <param name="size">Of the disk, as mount takes it.</param>
    /// <param name="content">The folder that is copied there.</param>
    /// <param name="args">The command.</param>
    internal static CommandProcess StartOnDisk(string disk, string size, string content, params string[] args) => Start("",
    [
        "unshare", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size={size} tmpfs {disk} && cp -r {content}/. {disk} && exec \"$@\"", "sh", "dotnet", Program, .. args,
    ]);

    private static CommandProcess Start(string folder, string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        return new CommandProcess(Process.Start(start)!);
    }

    /// <summary>The folder under which the process's own disks are seen.</summary>
    internal string Root => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{_process.Id}/root");

    public void Dispose() => _process.Dispose();

    /// <summary>Waits for the end.</summary>
    internal async Task<(int Code, string Output, string Error)> End()
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        string error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await output, error);
    }

    /// <summary>Ends it at once, as SIGKILL does; nothing where it has ended.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Ends one of the ranks at once, as SIGKILL does: mpirun starts them in their order.</summary>
    internal async Task KillRank(int rank)
    {
        using Process kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -KILL $(ps -o pid= --ppid {_process.Id} --sort pid | sed -n {rank + 1}p)")]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until a line of talk begins so, then sends a signal.</summary>
    internal async Task SignalAt(string begin, string signal)
    {
        await At(begin);
        using Process kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until a line of talk begins so.</summary>
    /// <returns>The line.</returns>
    internal async Task<string> At(string begin)
    {
        List<string> talk = [];
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            talk.Add(line);
            if (line.StartsWith(begin, StringComparison.Ordinal)) { return line; }
        }
        throw new InvalidOperationException($"the program ended without a line that begins with '{begin}': {string.Join('\n', talk)}");
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Loading;

namespace DeepDefense.Torch.Scripting;

/// <summary>How this library is started as a program: by the <c>dotnet</c> whose runtime runs this process, with the dependencies and the
/// configuration of the application that uses it, so that the same libtorch is found.</summary>
internal static class ScriptTrialHost
{
    private const string Dependencies = ".deps.json", Configuration = ".runtimeconfig.json";

    private const string Needs = "a foreign network is tried in a process of its own first, and that needs the dotnet program and this library as a file: "
        + "run the framework-dependent build (dotnet publish without --self-contained and PublishSingleFile)";

    /// <summary>Starts it.</summary>
    /// <exception cref="NotSupportedException">There is no <c>dotnet</c>, or no file of this library, or the system starts no process; the message
    /// says what to do.</exception>
    internal static Process Start()
    {
        ProcessStartInfo start = StartInfo();
        try { return Process.Start(start)!; }
        catch (Win32Exception e) { throw new NotSupportedException($"{Needs}; {start.FileName} does not start: {e.Message}", e); }
    }

    private static ProcessStartInfo StartInfo()
    {
        string library = typeof(ScriptTrialHost).Assembly.Location;
        string? dependencies = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? "").Split(';').FirstOrDefault();
        string? configuration = dependencies?.EndsWith(Dependencies, StringComparison.Ordinal) == true ? dependencies[..^Dependencies.Length] + Configuration : null;
        if (library.Length == 0 || Dotnet() is not { } dotnet || !File.Exists(configuration))
        {
            throw new NotSupportedException(Needs);
        }
        ProcessStartInfo start = new(dotnet, ["exec", "--depsfile", dependencies!, "--runtimeconfig", configuration, library])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // It may crash: no memory image of it, no door for debuggers.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // It runs in another folder.
        if (NativeLoading.Named is { } libtorch) { start.Environment[NativeLoading.Variable] = Path.GetFullPath(libtorch); }
        return start;
    }

    // The program that runs this one, or the one that its runtime belongs to: <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string? Dotnet()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        return new[] { Path.GetFileName(Environment.ProcessPath) == name ? Environment.ProcessPath : null, Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", name)) }
            .FirstOrDefault(File.Exists);
    }
}

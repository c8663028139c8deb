using System.Diagnostics;
using DeepDefense.Torch.Loading;

namespace DeepDefense.Torch.Tests;

/// <summary><see cref="Program"/> in a process of its own.</summary>
internal static class Child
{
    private const string Name = "DeepDefense.Torch.Tests";

    /// <summary>The folder of the libtorch that the tests run with.</summary>
    internal static string Libtorch { get; } = Path.GetDirectoryName(TorchRuntime.LoadedFrom)!;

    /// <summary>Runs it with the tests' own libtorch beside it.</summary>
    internal static (int ExitCode, string Output) Run(string? libtorch, params string[] args) => RunIn(AppContext.BaseDirectory, libtorch, args);

    /// <summary>Runs a copy of it in another folder, which has no libtorch unless one was put there.</summary>
    internal static (int ExitCode, string Output) RunAlone(TemporaryFolder folder, string? libtorch)
    {
        // Without the list of dependencies the program has what lies beside it.
        foreach (string file in new[] { $"{Name}.dll", $"{Name}.runtimeconfig.json", "DeepDefense.Torch.dll", "TorchSharp.dll" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), folder[file]);
        }
        string bridge = NativeLoading.Find("libLibTorchSharp.so")!;
        File.CreateSymbolicLink(folder[Path.GetFileName(bridge)], bridge);
        return RunIn(folder.Path, libtorch);
    }

    /// <summary>Makes a folder in which the tests' libtorch lies too.</summary>
    internal static string Linked(TemporaryFolder folder, string name)
    {
        Directory.CreateDirectory(folder[name]);
        foreach (string file in Directory.EnumerateFiles(Libtorch).Where(file => !file.Contains("LibTorchSharp", StringComparison.Ordinal)))
        {
            File.CreateSymbolicLink(Path.Combine(folder[name], Path.GetFileName(file)), file);
        }
        return folder[name];
    }

    private static (int ExitCode, string Output) RunIn(string folder, string? libtorch, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(folder, $"{Name}.dll"), .. args]) { RedirectStandardOutput = true };
        start.Environment[TorchRuntime.FolderVariable] = libtorch;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd());
    }
}

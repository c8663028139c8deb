using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DeepDefense.Packages.Tests;

/// <summary>The <c>dotnet</c> program.</summary>
internal static class DotNet
{
    /// <summary>The root of the repository.</summary>
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    /// <summary>Runs it and wants success.</summary>
    /// <returns>What it wrote on stdout.</returns>
    internal static Task<string> Run(string folder, params string[] args) => Run(folder, "dotnet", args);

    /// <summary>Runs a script of the repository, which runs it, and wants success.</summary>
    /// <returns>What it wrote on stdout.</returns>
    internal static Task<string> RunScript(string script, params string[] args) => Run(Root, Path.Combine(Root, script), args);

    private static async Task<string> Run(string folder, string program, string[] args)
    {
        ProcessStartInfo start = new(program, args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', args)}\n{output}\n{await error}");
        return output;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

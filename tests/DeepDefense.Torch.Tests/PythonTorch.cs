using System.Diagnostics;

namespace DeepDefense.Torch.Tests;

/// <summary>The system's Python, where it has PyTorch.</summary>
internal static class PythonTorch
{
    private const string Python = "/usr/bin/python3";

    internal static bool IsPresent { get; } = File.Exists(Python) && Run("import torch", []).ExitCode == 0;

    internal static (int ExitCode, string Output) Run(string code, string[] arguments)
    {
        ProcessStartInfo start = new(Python, ["-c", code, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : errors.GetAwaiter().GetResult());
    }
}

/// <summary>A test that needs Python with PyTorch, and is skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTorchFactAttribute : FactAttribute
{
    public PythonTorchFactAttribute()
    {
        if (!PythonTorch.IsPresent)
        {
            Skip = "no PyTorch for /usr/bin/python3: apt-get install python3-torch";
        }
    }
}

/// <summary>The same, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonTorchTheoryAttribute : TheoryAttribute
{
    public PythonTorchTheoryAttribute() => Skip = new PythonTorchFactAttribute().Skip;
}

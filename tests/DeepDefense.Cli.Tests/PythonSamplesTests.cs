using System.Diagnostics;
using System.Text.RegularExpressions;
using DeepDefense.Datasets;
using DeepDefense.Tests;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>The scripts of <c>samples/python</c>, by the system's Python, on what the program wrote.</summary>
public sealed partial class PythonSamplesTests : IDisposable
{
    // Makes a state dict of the safetensors, reads all three, and prints what only the TorchScript has.
    private const string Compared = """
        import sys; sys.path.insert(0, sys.argv[1])
        import torch, weights
        torch.save({"state_dict": weights.read(sys.argv[2])}, sys.argv[3])
        safe, state, script = (weights.read(path) for path in sys.argv[2:])
        assert list(safe) == list(state) and all(torch.equal(safe[name], state[name]) and torch.equal(safe[name], script[name]) for name in safe)
        print(sorted(set(script) - set(safe)))
        """;

    private readonly TemporaryFolder _folder = new();

    public PythonSamplesTests()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 200, TestCount = 20 }, new Seed(1)).Train;
        SetWriter.Save(SetLayout.Parquet, _folder["set"], new Dataset("set", images, images.Subset([0, 1])));
    }

    public void Dispose() => _folder.Dispose();

    [PythonTorchFact]
    public async Task Verdict_table_and_rows_of_a_scan_are_read()
    {
        await Succeed("detector", "train", "--clean", _folder["set"], "--out", _folder["detector"], "--detector-iterations", "2", "--detector-width", "9");
        (int code, string output) = Python("scan.py", "--train", _folder["set"], "--detector", _folder["detector"], "--fail-on", "none");
        code.ShouldBeOneOf(ExitCode.Success, ExitCode.Failed); // a detector of two steps may know nothing
        output.ShouldContain("(200 images, 0 not read)");
        Ranked().Count(output).ShouldBe(5, output);
    }

    [PythonTorchFact]
    public async Task Safetensors_a_state_dict_and_TorchScript_of_one_network_hold_the_same_numbers()
    {
        await Succeed("train", "--data", _folder["set"], "--out", _folder["model.safetensors"], "--width", "2", "--epochs", "1");
        await Succeed("export", "--model", _folder["model.safetensors"], "--out", _folder["model.pt"]);
        (int code, string output) = PythonTorch.Run(Compared, [Samples, _folder["model.safetensors"], _folder["model.pth"], _folder["model.pt"]]);
        (code, output).ShouldBe((0, "['input_mean', 'input_std']\n"));
    }

    private static string Samples => Documents.PathOf("samples/python");

    private static (int Code, string Output) Python(string script, params string[] arguments)
    {
        ProcessStartInfo start = new("/usr/bin/python3", [Path.Combine(Samples, script), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["DEEPDEFENSE"] = $"dotnet {CommandProcess.Program}";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static async Task Succeed(params string[] args)
    {
        using CommandProcess process = CommandProcess.Start(args);
        (int code, _, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, error);
    }

    [GeneratedRegex(@"^train-00000-of-00001\.parquet row \d+, .*: (unsuspected|flagged|isolated), score ", RegexOptions.Multiline)]
    private static partial Regex Ranked();
}

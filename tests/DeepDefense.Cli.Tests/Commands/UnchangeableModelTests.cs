using System.IO.Compression;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>Models that a command cannot change, or not write as asked: it says so before anything else is read.</summary>
public sealed class UnchangeableModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("protect", "--train", "set", "--clean", "clean")]
    [InlineData("defend", "unlearn", "--train", "set", "--isolated", "scan.csv", "--clean", "clean")]
    [InlineData("defend", "fine-prune", "--clean", "clean")]
    public async Task An_ONNX_graph_is_refused_by_what_changes_weights(params string[] command)
    {
        File.WriteAllBytes(_folder["m.onnx"], [0x08, 0x07]);
        (int code, _, string error) = await Run(command, "m.onnx");
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("an ONNX graph, which answers and cannot learn");
    }

    [Fact]
    public async Task TorchScript_is_not_written_beside_TorchScript()
    {
        using (ZipArchive zip = ZipFile.Open(_folder["m.pt"], ZipArchiveMode.Create))
        {
            foreach (string entry in new[] { "m/data.pkl", "m/code/__torch__.py", "m/constants.pkl", "m/version" }) { zip.CreateEntry(entry); }
        }
        (int code, _, string error) = await Run(["defend", "fine-prune", "--clean", "clean", "--also", "torchscript"], "m.pt");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("m.pt is TorchScript already");
    }

    private async Task<(int Code, string Output, string Error)> Run(string[] command, string model)
    {
        using CommandProcess process = CommandProcess.StartIn(_folder.Path, [.. command, "--model", model, "--out", "out", "--threads", "1"]);
        return await process.End();
    }
}

using System.Text;
using DeepDefense.Models;
using DeepDefense.Protocol;

namespace DeepDefense.Tests.Protocol;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"purified-model.safetensors\"", true)]
    [InlineData("\"purified-model.pth\"", true)]
    [InlineData("\"purified-model.tar\"", false)] // gone
    [InlineData("\"../purified-model.pth\"", false)]
    [InlineData("\"notes.txt\"", false)]
    [InlineData("7", false)]
    [InlineData("null", false)]
    public void The_purified_model_is_the_one_that_the_results_name(string name, bool isFound)
    {
        foreach (string file in new[] { "purified-model.safetensors", "purified-model.pth", "notes.txt", "../purified-model.pth" }) { _folder.Write("run/" + file, "x"u8); }
        Run("{\"command\": \"protect\"}", $"{{\"purifiedModel\": {name}}}").PurifiedModel.ShouldBe(isFound ? _folder["run/" + name.Trim('"')] : null);
    }

    [Theory]
    [InlineData("{\"imageSize\": {\"height\": 40, \"width\": 48}}", 40, 48)]
    [InlineData("{\"imageSize\": {\"height\": 40}}", null, null)]
    [InlineData("{\"imageSize\": \"large\"}", null, null)]
    [InlineData("{\"imageSize\": null}", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("7", null, null)]
    public void The_size_of_images_is_the_one_of_the_suspicious_model(string contract, int? height, int? width) =>
        Run($"{{\"command\": \"protect\", \"contract\": {contract}}}", "{\"seed\": 1}").ImageSize.ShouldBe(height is null ? null : new ImageSize(height.Value, width!.Value));

    private RunRecord Run(string configuration, string results)
    {
        _folder.Write("run/config.json", Encoding.UTF8.GetBytes(configuration));
        _folder.Write("run/results.json", Encoding.UTF8.GetBytes(results));
        return RunRecord.TryRead(_folder["run"])!;
    }
}

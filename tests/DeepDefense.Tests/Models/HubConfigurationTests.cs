using DeepDefense.Models;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Tests.Models;

public sealed class HubConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_too_large_is_not_read(bool isLink)
    {
        string file = _folder[isLink ? "elsewhere" : "config.json"];
        using (FileStream stream = File.Create(file)) { stream.SetLength((16 << 20) + 1); }
        if (isLink) { File.CreateSymbolicLink(_folder["config.json"], file); }
        Should.Throw<ModelFormatException>(() => HubConfiguration.Beside(_folder["model.safetensors"])).Message.ShouldContain("16777217 bytes");
    }
}

using DeepDefense.Models;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Tests.Models;

/// <summary>Files of a few numbers that claim to be a network of gigabytes.</summary>
public sealed class WeightsBombTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("preactresnet18", "conv1.weight 1024 3 3 3", "linear.weight 2 1")]
    [InlineData("resnet18", "conv1.weight 1024 3 3 3", "fc.weight 2 1")]
    [InlineData("resnext101_64x4d", "conv1.weight 64 3 7 7", "fc.weight 2 1")]
    [InlineData("resnet18", "conv1.weight 64 3 7 7", "fc.weight 100000 1")]
    [InlineData("wrn124_20", "conv1.weight 16 3 3 3", "fc.weight 2 1")]
    [InlineData("vgg16_bn", "features.0.weight 64 3 3 3", "classifier.6.weight 2 1")]
    [InlineData("vgg11", "features.0.weight 64 3 3 3", "classifier.weight 100000 1", "classifier.bias 100000")]
    [InlineData("vgg11", "features.0.weight 64 3 3 3", "classifier.weight 2 1000000")]
    [InlineData("alexnet", "features.0.weight 64 3 11 11", "classifier.6.weight 2 1")]
    public void Are_refused_without_its_memory(string architecture, params string[] tensors)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Safetensors.Write(_folder["m.safetensors"], tensors.Select(tensor => tensor.Split(' ')).Select(parts => (parts[0], torch.zeros([.. parts.Skip(1).Select(long.Parse)]))), new Dictionary<string, string>());
        string message = Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["m.safetensors"], torch.CPU, new InputContract { Architecture = architecture })).Message;
        message.ShouldMatch("numbers together, and .* of these sizes about|Missing key");
    }
}

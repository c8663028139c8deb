using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Tests.Mitigation;

/// <summary>Networks of eight last channels whose activations are the same known numbers for every image: the last
/// convolution gets ones, and passes each on times a number; nothing comes over the shortcut.</summary>
internal static class HandmadeNetwork
{
    internal const int Channels = 8;

    /// <summary>Three images of class 0 to one of class 1, in black.</summary>
    internal static LabeledImages Images { get; } = new(new byte[16 * 3 * 8 * 8], [.. Enumerable.Range(0, 16).Select(i => i % 4 == 3 ? 1 : 0)], 8, 8, ["no", "yes"]);

    /// <summary>A classifier that answers class 0 as long as one channel is there, and class 1 without it.</summary>
    internal static Classifier Create(string architecture, float[] activations, int decisive)
    {
        Classifier model = Classifier.Create(
            new ModelDescription { Architecture = architecture, Width = 1, ImageHeight = 8, ImageWidth = 8, ClassNames = Images.ClassNames },
            new Init(new Seed(1), torch.CPU));
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Dictionary<string, Tensor> named = model.Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor);
        IPrunable network = (IPrunable)model.Network;
        if (network.LastNorm is null) { Multiply(network, named, activations); }
        else { Shift(network.LastNorm, activations); }
        foreach ((string name, Tensor tensor) in named.Where(entry => entry.Key.StartsWith("layer4.0.", StringComparison.Ordinal)))
        {
            if (name.EndsWith(".weight", StringComparison.Ordinal)) { tensor.fill_(0); }
        }
        float[] head = new float[2 * Channels];
        head[decisive] = 1;
        network.Head.weight.copy_(head.ToTensor([2, Channels]));
        network.Head.bias!.copy_(new[] { -activations[decisive] / 2, 0 }.ToTensor([2]));
        return model;
    }

    /// <summary>PreActResNet: the norm before the last convolution makes ones, its kernels are one number in the centre.</summary>
    private static void Multiply(IPrunable network, Dictionary<string, Tensor> named, float[] activations)
    {
        named["layer4.1.bn2.weight"].fill_(0);
        named["layer4.1.bn2.bias"].fill_(1);
        float[] kernels = new float[Channels * Channels * 9];
        for (int channel = 0; channel < Channels; channel++) { kernels[channel * Channels * 9 + 4] = activations[channel]; }
        network.LastConvolution.weight.copy_(kernels.ToTensor([Channels, Channels, 3, 3]));
    }

    /// <summary>ResNet: the norm behind the last convolution makes the number.</summary>
    private static void Shift(BatchNorm2d norm, float[] activations)
    {
        norm.weight.fill_(0);
        norm.bias!.copy_(activations.ToTensor([Channels]));
    }
}

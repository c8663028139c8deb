using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

/// <summary>Networks read from weights, as TorchScript.</summary>
public sealed class WeightsExportTests(ForeignWeights weights) : IClassFixture<ForeignWeights>, IDisposable
{
    private const int Side = 32, Count = 4;
    private static readonly string[] Names = [.. Enumerable.Range(0, 10).Select(label => $"class {label}")];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonTorchTheory]
    [InlineData("resnet18")]
    [InlineData("resnet50-small")]
    [InlineData("kuangliu")]
    [InlineData("preactresnet18")]
    [InlineData("wrn16_1")]
    [InlineData("vgg11_bn")]
    [InlineData("mobilenet_v2")]
    public void Python_loads_it_and_gets_what_the_weights_give(string name)
    {
        using Classifier model = Classifier.Load(weights[name + ".pth"], torch.CPU, new InputContract { ImageSize = new ImageSize(Side, Side), Mean = [0, 0, 0], Deviation = [1, 1, 1] });
        TorchScriptExport.Write(_folder["m.torchscript.pt"], model);
        Asked("m.torchscript.pt").ShouldBe(weights.Logits(name), 1e-4);
    }

    [PythonTorchFact]
    public void In_training_it_gives_other_numbers_than_in_use()
    {
        using Classifier model = Classifier.Load(weights["vgg11_bn.pth"], torch.CPU, new InputContract { ImageSize = new ImageSize(Side, Side) });
        TorchScriptExport.Write(_folder["m.torchscript.pt"], model);
        Asked("m.torchscript.pt", "train").ShouldNotBe(Asked("m.torchscript.pt"));
    }

    [PythonTorchFact]
    public void It_is_read_here_again_with_all_of_its_contract()
    {
        InputContract contract = new() { ImageSize = new ImageSize(Side, Side), ChannelOrder = ChannelOrder.Bgr, ValueRange = 255, Mean = [100, 110, 120], Deviation = [50, 60, 70], ClassNames = Names };
        using Classifier model = Classifier.Load(weights["wrn16_1.pth"], torch.CPU, contract);
        TorchScriptExport.Write(_folder["m.torchscript.pt"], model);
        using Classifier again = Classifier.Load(_folder["m.torchscript.pt"], torch.CPU);
        again.Description.ClassNames.ShouldBe(Names);
        LabeledImages images = new(weights.Pixels, new int[Count], Side, Side, Names);
        Compute compute = new(torch.CPU, Precision.Float32);
        again.Probabilities(images, compute).ShouldBe(model.Probabilities(images, compute), 1e-5);
    }

    [Fact]
    public void It_lies_beside_the_model_under_another_name() => TorchScriptExport.Beside("a/purified-model.pt").ShouldBe("a/purified-model.torchscript.pt");

    // What PyTorch answers to the pixels.
    private float[] Asked(string file, string mode = "eval")
    {
        const string Ask = "import sys, torch; m = torch.jit.load(sys.argv[1]); getattr(m, sys.argv[4])(); torch.manual_seed(0)\n"
            + "x = torch.frombuffer(bytearray(open(sys.argv[2], 'rb').read()), dtype=torch.uint8).reshape(4, 3, 32, 32)\n"
            + "open(sys.argv[3], 'wb').write(m(x).detach().numpy().tobytes())";
        (int code, string output) = PythonTorch.Run(Ask, [_folder[file], weights["pixels.raw"], _folder["answers"], mode]);
        return code == 0 ? System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["answers"])).ToArray() : throw new InvalidOperationException(output);
    }
}

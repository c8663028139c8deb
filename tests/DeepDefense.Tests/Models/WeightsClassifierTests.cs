using DeepDefense.Datasets;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

public sealed class WeightsClassifierTests(ForeignWeights weights) : IClassFixture<ForeignWeights>, IDisposable
{
    private const double Tolerance = 1e-5; // of the largest logit
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonTorchTheory]
    [InlineData("resnet18", "resnet18")]
    [InlineData("resnet50-small", "resnet50")]
    [InlineData("kuangliu", "resnet18")]
    [InlineData("small", "resnet18")]
    [InlineData("preactresnet18", "preactresnet18")]
    [InlineData("wrn16_1", "wrn16_1")]
    [InlineData("vgg11_bn", "vgg11_bn")]
    [InlineData("mobilenet_v2", "mobilenet_v2")]
    public void A_state_dict_is_known_by_its_names_and_answers_as_in_Python(string name, string architecture)
    {
        using Classifier model = Classifier.Load(weights[name + ".pth"], CPU);
        model.Description.Architecture.ShouldBe(architecture);
        ShouldAnswer(model, name, Tolerance);
    }

    [PythonTorchFact]
    public void Without_images_the_size_is_told_as_one_that_they_replace()
    {
        using Classifier model = Classifier.Load(weights["kuangliu.pth"], CPU);
        (model.ContractSources["image-size"], model.ContractSources["output"]).ShouldBe(("usual for the architecture, unless the images say otherwise", "usual for the architecture"));
    }

    [PythonTorchTheory]
    [InlineData("stream.pth")]
    [InlineData("net.pth")]
    [InlineData("parallel.tar")]
    [InlineData("parameters.pth")]
    [InlineData("uncounted.pth")]
    [InlineData("views.pth")]
    [InlineData("model.safetensors")]
    public void Every_container_that_is_in_use_holds_the_same_network(string file)
    {
        using Classifier model = Classifier.Load(weights[file], CPU);
        ShouldAnswer(model, "kuangliu", Tolerance);
    }

    [PythonTorchFact]
    public void Half_precision_answers_as_far_as_it_goes()
    {
        using Classifier model = Classifier.Load(weights["half.pth"], CPU);
        ShouldAnswer(model, "kuangliu", 1e-2);
    }

    [PythonTorchTheory]
    [InlineData("kuangliu.pth")]
    [InlineData("stream.pth")]
    [InlineData("parallel.tar")]
    [InlineData("parameters.pth")]
    [InlineData("half.pth")]
    [InlineData("views.pth")]
    public void Written_again_unchanged_every_bit_is_the_same_in_Python(string file)
    {
        using (Classifier model = Classifier.Load(weights[file], CPU)) { model.Save(_folder[file]); }
        ForeignWeights.Difference(weights[file], _folder[file]).ShouldBeEmpty();
    }

    [PythonTorchFact]
    public void Safetensors_written_again_unchanged_are_the_same_file()
    {
        using (Classifier model = Classifier.Load(weights["model.safetensors"], CPU)) { model.Save(_folder["model.safetensors"]); }
        File.ReadAllBytes(_folder["model.safetensors"]).ShouldBe(File.ReadAllBytes(weights["model.safetensors"]));
    }

    [PythonTorchTheory]
    [InlineData("stream.pth")]
    [InlineData("parallel.tar")]
    [InlineData("model.safetensors")]
    public void What_was_changed_is_in_the_file_and_nothing_else(string file)
    {
        using Classifier model = Classifier.Load(weights[file], CPU);
        using (no_grad()) { ((IPrunable)model.Network).Head.bias!.add_(1); }
        model.Save(_folder[file]);
        using Classifier again = Classifier.Load(_folder[file], CPU);
        Answers(again).ShouldBe([.. Answers(model)]);
        if (file != "model.safetensors") { ForeignWeights.Difference(weights[file], _folder[file]).ShouldContain("linear.bias"); }
    }

    [PythonTorchFact]
    public void The_result_of_BackdoorBench_says_network_size_and_normalisation()
    {
        using Classifier model = Classifier.Load(weights["attack_result.pt"], CPU);
        model.Description.ShouldSatisfyAllConditions(
            description => description.Architecture.ShouldBe("resnet18"),
            description => description.ImageHeight.ShouldBe(32),
            description => description.Mean.ShouldBe(ModelDescription.Cifar10Mean),
            description => description.Deviation.ShouldBe(ModelDescription.Cifar10Deviation));
        model.ContractSources["mean"].ShouldBe("attack_result of BackdoorBench");
    }

    [PythonTorchFact]
    public void The_configuration_beside_the_weights_says_architecture_input_and_classes_and_goes_along()
    {
        File.Copy(weights["model.safetensors"], _folder["model.safetensors"]);
        File.WriteAllText(_folder["config.json"], """
            {"architecture": "resnet18", "num_classes": 10, "label_names": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
             "pretrained_cfg": {"tag": "x", "input_size": [3, 32, 32], "interpolation": "bicubic", "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.3, 0.4]}}
            """);
        using Classifier model = Classifier.Load(_folder["model.safetensors"], CPU);
        model.Description.ShouldSatisfyAllConditions(
            description => description.ImageWidth.ShouldBe(32),
            description => description.Mean.ShouldBe([0.5, 0.4, 0.3]),
            description => description.ClassNames[9].ShouldBe("j"));
        model.Notices().ShouldContain(notice => notice.Contains("bicubic"));
        model.Save(_folder["pure.safetensors"]);
        File.ReadAllText(_folder["pure.json"]).ShouldBe(File.ReadAllText(_folder["config.json"]));
        Classifier.FilesBeside(_folder["model.safetensors"], _folder["pure.safetensors"]).ShouldBe([_folder["pure.yaml"], _folder["pure.json"]]);
    }

    [PythonTorchFact]
    public void Names_that_are_missing_or_too_many_are_listed_as_PyTorch_does() =>
        Should.Throw<ModelFormatException>(() => Classifier.Load(weights["kuangliu.pth"], CPU, new InputContract { Architecture = "resnet34" })).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("not of resnet34"),
            message => message.ShouldContain("Missing key(s) in state_dict: \"layer1.2.conv1.weight\""),
            message => message.ShouldContain("size mismatch for conv1.weight: (8, 3, 3, 3) in the file, (64, 3, 3, 3) in the network"));

    [PythonTorchFact]
    public void A_whole_module_is_refused_by_the_name_of_its_class() =>
        Should.Throw<ModelFormatException>(() => Classifier.Load(weights["whole.pth"], CPU)).Message.ShouldContain("found the name torch.nn.modules.container.Sequential");

    [Fact]
    public void An_architecture_that_is_not_known_is_an_error_that_lists_those_that_are() =>
        Should.Throw<ArgumentException>(() => new InputContract { Architecture = "lenet" }).Message.ShouldContain("resnet18, resnet34");

    [Fact]
    public void Tensors_of_no_known_architecture_are_an_error_that_names_the_first()
    {
        using Tensor nothing = zeros(2);
        Safetensors.Write(_folder["a.safetensors"], [("encoder.weight", nothing)], new Dictionary<string, string>());
        Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["a.safetensors"], CPU)).Message.ShouldContain("of no architecture that is known by its names and shapes: 1 tensors, first \"encoder.weight\"");
    }

    [PythonTorchTheory]
    [InlineData("resnet50-small")]
    [InlineData("wrn16_1")]
    [InlineData("vgg11_bn")]
    [InlineData("mobilenet_v2")]
    public void A_network_shows_its_layers_and_what_can_be_pruned(string name)
    {
        using Classifier model = Classifier.Load(weights[name + ".pth"], CPU);
        model.Network.eval();
        using DisposeScope scope = NewDisposeScope();
        Tensor images = model.Normalised(weights.Pixels.ToTensor([4, 3, 32, 32]));
        (IReadOnlyList<Tensor> maps, Tensor logits) = ((ILayered)model.Network).Trace(images);
        maps.ShouldAllBe(map => map.dim() == 4);
        logits.ToArray<float>().ShouldBe(model.Network.forward(images).ToArray<float>());
        PrunableLayer.Of(model.Network, PrunedLayer.LastConvolution).ShouldSatisfyAllConditions(layer => layer.Activations(images).shape.ShouldBe([4, layer.Parts[0].Parameter.shape[0]]));
        PrunableLayer.Of(model.Network, PrunedLayer.Head).ShouldSatisfyAllConditions(layer => layer.Activations(images).shape.ShouldBe([4, layer.Parts[0].Parameter.shape[1]]));
    }

    [PythonTorchFact]
    public void A_copy_answers_the_same()
    {
        using Classifier model = Classifier.Load(weights["kuangliu.pth"], CPU);
        using Classifier copy = model.Copy();
        Answers(copy).ShouldBe([.. Answers(model)]);
    }

    private void ShouldAnswer(Classifier model, string name, double tolerance)
    {
        float[] expected = weights.Logits(name);
        Answers(model).ShouldBe(expected, tolerance * expected.Max(Math.Abs));
    }

    private float[] Answers(Classifier model)
    {
        model.Network.eval();
        using IDisposable pause = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return model.Forward(weights.Pixels.ToTensor([4, 3, 32, 32])).ToArray<float>();
    }
}

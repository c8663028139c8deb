using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class ClassifierTests : IDisposable
{
    private static readonly ModelDescription Small = new()
    {
        Width = 2,
        ImageHeight = 8,
        ImageWidth = 12,
        ClassNames = ["cat", "dog", "owl"],
        Mean = [0.1, 0.2, 0.3],
        Deviation = [0.5, 0.6, 0.7],
    };

    private static readonly Compute Processor = new(torch.CPU, Precision.Float32);

    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _classifier = Classifier.Create(Small, NetworkOracle.Anything);

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("preactresnet18", typeof(PreActResNet))]
    [InlineData("resnet18", typeof(ResNet))]
    public void An_architecture_is_built_by_its_name(string name, Type network)
    {
        using Classifier classifier = Classifier.Create(Small with { Architecture = name }, NetworkOracle.Anything);
        classifier.Network.ShouldBeOfType(network);
    }

    [Fact]
    public void The_size_of_images_is_read_from_the_file()
    {
        _classifier.Save(_folder["model"]);
        Classifier.ImageSizeOf(_folder["model"]).ShouldBe(new ImageSize(8, 12));
    }

    [Fact]
    public void Pixels_are_normalised_by_mean_and_deviation()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _classifier.Network.eval();
        byte[] pixels = [.. Numbers.Uniform("pixels", 3 * 8 * 12).Select(u => (byte)(256 * u))];
        float[] normalised = [.. pixels.Select(
            (pixel, i) => (float)((pixel / 255.0 - Small.Mean[i / 96]) / Small.Deviation[i / 96]))];
        float[] expected = _classifier.Network.forward(normalised.ToTensor([1, 3, 8, 12])).ToArray<float>();
        _classifier.Forward(pixels.ToTensor([1, 3, 8, 12])).ToArray<float>().ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Losses_are_cross_entropies_and_differ_where_single_precision_sees_none()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        IPrunable network = (IPrunable)_classifier.Network;
        using (torch.no_grad())
        {
            network.Head.weight.zero_();
            network.Head.bias!.copy_(new float[] { 40, 0, -1 }.ToTensor([3]));
        }
        double[] losses = _classifier.Losses(Images(3).WithLabels([0, 1, 2]), Processor);
        losses[0].ShouldBe(Math.Exp(-40) + Math.Exp(-41), 1e-22); // ln(1 + x) of a tiny x
        (losses[1], losses[2]).ShouldBe((40.0, 41.0));
    }

    [Fact]
    public void A_saved_classifier_predicts_the_same_when_loaded()
    {
        _classifier.Save(_folder["model"]);
        using Classifier loaded = Classifier.Load(_folder["model"], torch.CPU);
        loaded.Predict(Images(20), Processor).ShouldBe(_classifier.Predict(Images(20), Processor));
    }

    [Fact]
    public void A_saved_classifier_keeps_its_description()
    {
        _classifier.Save(_folder["model"]);
        using Classifier loaded = Classifier.Load(_folder["model"], torch.CPU);
        loaded.Description.ClassNames.ShouldBe(Small.ClassNames);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        using Tensor tensor = torch.zeros(1);
        Safetensors.Write(_folder["other"], [("a", tensor)], new Dictionary<string, string>());
        Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["other"], torch.CPU)).Message
            .ShouldStartWith($"{_folder["other"]}: safetensors of no architecture that is known by its names and shapes: 1 tensors, first \"a\"");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{\"Architecture\":\"vgg16\",\"ImageHeight\":8,\"ImageWidth\":12,\"ClassNames\":[\"a\",\"b\"]}")]
    [InlineData("{\"Width\":3,\"ImageHeight\":8,\"ImageWidth\":12,\"ClassNames\":[\"a\",\"b\",\"c\"]}")]
    [InlineData("{\"Width\":2000000000,\"ImageHeight\":8,\"ImageWidth\":12,\"ClassNames\":[\"a\",\"b\",\"c\"]}")]
    public void A_file_that_is_not_the_network_it_says_is_refused(string model)
    {
        Dictionary<string, string> metadata = new() { ["format"] = "deepdefense-classifier-1", ["model"] = model };
        Safetensors.Write(_folder["false"], _classifier.Network.State(), metadata);
        Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["false"], torch.CPU)).Message
            .ShouldStartWith($"{_folder["false"]}: ");
    }

    [Fact]
    public void A_refused_file_leaves_no_tensors_behind()
    {
        using Classifier wide = Classifier.Create(Small with { Width = 3 }, NetworkOracle.Anything);
        string model = "{\"Width\":2,\"ImageHeight\":8,\"ImageWidth\":12,\"ClassNames\":[\"a\",\"b\",\"c\"]}";
        Dictionary<string, string> metadata = new() { ["format"] = "deepdefense-classifier-1", ["model"] = model };
        Safetensors.Write(_folder["false"], wide.Network.State(), metadata);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["false"], torch.CPU));
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void A_prediction_does_not_depend_on_the_rest_of_the_batch() =>
        _classifier.Predict(Images(300).Subset([257]), Processor)[0]
            .ShouldBe(_classifier.Predict(Images(300), Processor)[257]);

    [Fact]
    public void Predicting_leaves_the_mode_as_it_was()
    {
        _classifier.Predict(Images(1), Processor);
        _classifier.Network.training.ShouldBeTrue();
    }

    [Fact]
    public void Predicting_leaves_no_tensors_behind()
    {
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        _classifier.Predict(Images(3), Processor);
        DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void No_images_have_no_predictions() => _classifier.Predict(Images(0), Processor).ShouldBeEmpty();

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        LabeledImages images = new(new byte[3 * 8 * 8], [0], 8, 8, Small.ClassNames);
        Should.Throw<ArgumentException>(() => _classifier.Predict(images, Processor)).Message
            .ShouldBe("the model takes images of 8 x 12 pixels; these are 8 x 8");
    }

    [Fact]
    public void Images_of_other_classes_are_refused()
    {
        LabeledImages images = new(new byte[3 * 8 * 12], [0], 8, 12, ["cat", "dog"]);
        Should.Throw<ArgumentException>(() => _classifier.Predict(images, Processor)).Message
            .ShouldBe("the model knows 3 classes; these images have 2");
    }

    [Fact]
    public void A_cancelled_prediction_stops() => Cancel();

    [Fact]
    public void A_cancelled_prediction_leaves_the_mode_as_it_was()
    {
        Cancel();
        _classifier.Network.training.ShouldBeTrue();
    }

    private void Cancel() => Should.Throw<OperationCanceledException>(
        () => _classifier.Predict(Images(1), Processor, new CancellationToken(true)));

    private static LabeledImages Images(int count)
    {
        byte[] pixels = [.. Numbers.Uniform("images", count, 3, 8, 12).Select(u => (byte)(256 * u))];
        return new LabeledImages(pixels, new int[count], 8, 12, Small.ClassNames);
    }
}

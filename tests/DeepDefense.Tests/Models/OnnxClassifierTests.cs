using System.Text.Json;
using DeepDefense.Datasets;
using DeepDefense.Evidence;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

/// <summary>Files and numbers of tests/oracle/make_onnx_files.py.</summary>
public sealed class OnnxClassifierTests
{
    private const int Side = 16, Classes = 4, Count = 5;
    private static readonly Compute InFloat32 = new(torch.CPU, Precision.Float32);

    [Theory]
    [InlineData("small.onnx")]
    [InlineData("three.onnx")]
    [InlineData("several.onnx")]
    public void It_answers_as_PyTorch_does(string file)
    {
        using Classifier model = Classifier.Load(Oracle(file), torch.CPU, null, Images);
        using DisposeScope scope = torch.NewDisposeScope();
        model.Forward(Images.ToTensor(0, Count, torch.CPU)).ToArray<float>().ShouldBe(Answers, 1e-5);
    }

    [Fact]
    public void Probabilities_are_noticed()
    {
        using Classifier model = Classifier.Load(Oracle("softmax.onnx"), torch.CPU, null, Images);
        model.Description.Output.ShouldBe(ModelOutput.Probabilities);
        float[] expected = [.. Answers.Chunk(Classes).SelectMany(row => row.Select(logit => (float)(Math.Exp(logit) / row.Sum(other => Math.Exp(other)))))];
        model.Probabilities(Images, InFloat32).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Weights_in_a_file_beside_it_are_read()
    {
        using Classifier model = Classifier.Load(Oracle("odd-beside.onnx"), torch.CPU, null, Images);
        // Means of the channels by weights from -1 to 1.
        float[] means = [.. Enumerable.Range(0, 3).Select(channel => (float)Images.Pixels.Slice(channel * Side * Side, Side * Side).ToArray().Average(pixel => pixel / 255.0))];
        float[] expected = [.. Enumerable.Range(0, Classes).Select(label => Enumerable.Range(0, 3).Sum(channel => means[channel] * (-1 + 2f * ((Classes * channel) + label) / 11)))];
        using DisposeScope scope = torch.NewDisposeScope();
        model.Forward(Images.ToTensor(0, 1, torch.CPU)).ToArray<float>().ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void The_size_of_the_images_comes_from_the_graph() => Classifier.ImageSizeOf(Oracle("small.onnx")).ShouldBe(new ImageSize(Side, Side));

    [Fact]
    public void A_graph_that_takes_any_size_says_none() => Classifier.ImageSizeOf(Oracle("any-size.onnx")).ShouldBeNull();

    [Fact]
    public void Another_size_than_the_graph_takes_is_refused() => Refused("small.onnx", new InputContract { ImageSize = new ImageSize(32, 32) }).ShouldContain("takes images of 16 x 16 alone, and 32 x 32 is said (given)");

    [Fact]
    public void An_architecture_is_not_for_a_graph() =>
        Should.Throw<ArgumentException>(() => Classifier.Load(Oracle("small.onnx"), torch.CPU, new InputContract { Architecture = "resnet18" })).Message.ShouldContain("leave architecture out");

    [Theory]
    [InlineData("odd-two-inputs.onnx", "its inputs: found image (?, 3, 16, 16) float32; other (?, 3, 16, 16) float32; expected one, images")]
    [InlineData("odd-channels-last.onnx", "channels stand last there")]
    [InlineData("odd-half.onnx", "image (?, 3, 16, 16) float16; export the network after model.float()")]
    [InlineData("odd-one-number.onnx", "its outputs: found logits (?, 1) float32; expected (N, K)")]
    [InlineData("odd-unknown-operator.onnx", "NoSuchOperator")]
    [InlineData("odd-huge.onnx", "the graph fails: ONNX Runtime")]
    [InlineData("odd-random.onnx", "other numbers each time for the same images")]
    [InlineData("training.onnx", "exported in training mode: an answer depends on the other images of its batch")]
    public void What_is_no_classifier_in_use_is_refused(string file, string message) => Refused(file).ShouldContain(message);

    [Fact]
    public void It_is_named_where_its_weights_are_needed()
    {
        string message = Should.Throw<ModelFormatException>(() => Classifier.RequireWeights(Oracle("small.onnx"))).Message;
        message.ShouldContain("cannot learn");
        message.ShouldContain("torch.save(model.state_dict()");
    }

    [Fact]
    public void Unlearning_refuses_it_and_a_witness_stands_for_it()
    {
        using Classifier model = Classifier.Load(Oracle("small.onnx"), torch.CPU, null, Images);
        Witness.IsNeededFor(model).ShouldBeTrue();
        Should.Throw<ModelFormatException>(() => BackdoorUnlearning.Unlearn(model, Images, Images, new UnlearningOptions(), InFloat32, default, null, null, default)).Message.ShouldContain("cannot learn");
    }

    [Fact]
    public void Of_several_outputs_the_one_that_is_taken_is_said()
    {
        using Classifier model = Classifier.Load(Oracle("several.onnx"), torch.CPU, null, Images);
        model.Notices().ShouldContain("gives 3 outputs: logits is taken for the logits");
    }

    [Fact]
    public void An_inspection_shows_the_graph()
    {
        ModelInspection found = ModelInspection.Of(Oracle("small.onnx"), new InputContract(), null, InFloat32);
        found.Kind.ShouldBe("onnx");
        found.Parameters.ShouldBe(392);
        (found.GuessedChannels, found.GuessedClasses).ShouldBe((3, Classes));
        found.Graph!.Inputs.ShouldBe(["image (?, 3, 16, 16) float32"]);
        found.Answer.ShouldNotBeNull();
    }

    [Fact]
    public void An_inspection_shows_a_graph_that_takes_no_images()
    {
        ModelInspection found = ModelInspection.Of(Oracle("odd-two-inputs.onnx"), new InputContract(), null, InFloat32);
        found.Graph!.Inputs.Count.ShouldBe(2);
        found.Problem.ShouldNotBeNull().ShouldContain("its inputs");
    }

    private static LabeledImages Images { get; } = new([.. Enumerable.Range(0, Count).SelectMany(n => Enumerable.Range(0, 3 * Side * Side).Select(i => (byte)(((7 * i) + (3 * n)) % 256)))],
        [0, 1, 2, 3, 0], Side, Side, ["a", "b", "c", "d"]);

    private static float[] Answers { get; } = Read();

    private static string Refused(string file, InputContract? given = null) => Should.Throw<ModelFormatException>(() => Classifier.Load(Oracle(file), torch.CPU, given)).Message;

    private static float[] Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Oracle("answers.json")));
        return [.. document.RootElement.GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray().Select(number => number.GetSingle()))];
    }

    private static string Oracle(string file) => Numbers.OraclePath($"onnx/{file}");
}

using DeepDefense.Datasets;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class OddTorchScriptTests(ForeignNetworks foreign) : IClassFixture<ForeignNetworks>, IDisposable
{
    private static readonly Compute InFloat32 = new(torch.CPU, Precision.Float32);
    private static readonly Compute InBFloat16 = new(torch.CPU, Precision.BFloat16);
    private static readonly Compute Automatic = InBFloat16 with { MayFallBack = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonTorchTheory]
    [InlineData("named-tuple.pt")]
    [InlineData("dictionary.pt")]
    [InlineData("one-in-dictionary.pt")]
    [InlineData("list.pt")]
    [InlineData("tuple.pt")]
    [InlineData("traced-1.pt")]
    [InlineData("traced-2.pt")]
    [InlineData("traced-4.pt")]
    [InlineData("optional.pt")]
    [InlineData("double.pt")]
    [InlineData("drops-never.pt")]
    [InlineData("standardises.pt")]
    [InlineData("traced-standardises.pt")]
    public void It_answers_as_in_pytorch(string file)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU, null, Images(5));
        LogitsOf(model).ShouldBe(foreign.Answer(foreign[file], Images(5), model.Description), 1e-4);
    }

    [PythonTorchTheory]
    [InlineData("named-tuple.pt")]
    [InlineData("dictionary.pt")]
    [InlineData("traced-1.pt")]
    [InlineData("double.pt")]
    public void Unlearned_it_is_written_with_its_own_forward(string file)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU, null, Images(5));
        float[] before = LogitsOf(model);
        BackdoorUnlearning.Unlearn(model, Images(3), Images(10), new UnlearningOptions { Steps = 2, LearningRate = 1e-2 }, InFloat32, new Seed(1));
        string written = _folder[file];
        model.Save(written);
        float[] after = LogitsOf(model);
        after.Zip(before, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.001f);
        after.ShouldBe(foreign.Answer(written, Images(5), model.Description), 1e-4);
        File.ReadAllText(written).ShouldNotContain("deepdefense_output");
    }

    [PythonTorchTheory]
    [InlineData("named-tuple.pt", "gives __torch__.Several: logits of its Several is taken for the logits")]
    [InlineData("list.pt", "gives List[Tensor]: element 1 of its list is taken for the logits")]
    [InlineData("one-in-dictionary.pt", "the only value of its dictionary")]
    [InlineData("traced-1.pt", "takes one image at a time only: it was traced with a fixed batch size")]
    [InlineData("traced-2.pt", "takes 2 images at a time only")]
    [InlineData("traced-4.pt", "takes 4 images at a time only")]
    public void An_inspection_says_how_it_is_called(string file, string note) =>
        ModelInspection.Of(foreign[file], Size32, null, InFloat32).Notes.ShouldContain(line => line.Contains(note, StringComparison.Ordinal));

    [PythonTorchTheory]
    [InlineData("channels-last.pt", "the network fails: Given groups=1, weight of size [6, 3, 3, 3], expected input[2, 32, 3, 32] to have 3 channels, but got 32 channels instead (it is called with one tensor, (N, 3, H, W)")]
    [InlineData("nothing.pt", "class Logits(torch.nn.Module):")]
    [InlineData("drops-always.pt", "traced in training mode")]
    [InlineData("train-trace-1.pt", "traced in training mode")]
    public void What_cannot_be_used_is_refused_with_the_reason(string file, string reason) =>
        Should.Throw<ModelFormatException>(() => Classifier.Load(foreign[file], torch.CPU, null, Images(5))).Message.ShouldContain(reason);

    [PythonTorchFact]
    public void One_image_goes_through_beside_another_where_it_does_not_alone()
    {
        using Classifier model = Classifier.Load(foreign["squeezes.pt"], torch.CPU, null, Images(5));
        LogitsOf(model, 1).ShouldBe(LogitsOf(model)[..10], 1e-5);
    }

    [PythonTorchFact]
    public void Batch_norms_do_not_learn_from_one_image()
    {
        using Classifier model = Classifier.Load(foreign["scripted-one.pt"], torch.CPU, null, Images(20));
        FinePruningOptions options = new() { Layer = PrunedLayer.Head, Share = 0.1, FineTuningEpochs = 1 };
        Should.Throw<ModelFormatException>(() => FinePruning.Purify(model, Images(20), options, InFloat32, new Seed(1))).Message
            .ShouldContain("takes one image at a time only: it was traced with a fixed batch size");
    }

    [PythonTorchFact]
    public void Float16_is_measured_but_not_taught()
    {
        using Classifier model = Classifier.Load(foreign["half.pt"], torch.CPU, null, Images(5));
        LogitsOf(model).ShouldBe(foreign.Answer(WithFloat32("half.pt"), Images(5), model.Description), 2e-2);
        Should.Throw<ModelFormatException>(() => BackdoorUnlearning.Unlearn(model, Images(3), Images(5), new UnlearningOptions { Steps = 1 }, InFloat32, new Seed(1)))
            .Message.ShouldContain("model.float()");
    }

    [PythonTorchFact]
    public void What_does_not_take_bfloat16_is_computed_in_float32()
    {
        if (!TorchRuntime.CpuHasBFloat16) { return; } // the trial does not ask then
        using Classifier model = Classifier.Load(foreign["mixes.pt"], torch.CPU, null, Images(5));
        model.Probabilities(Images(5), Automatic).ShouldBe(model.Probabilities(Images(5), InFloat32));
        model.Fallback(Automatic).ShouldNotBeNull().ShouldStartWith("computed in fp32, not in bf16: index_copy_()");
        Should.Throw<ModelFormatException>(() => model.Predict(Images(5), InBFloat16)).Message.ShouldEndWith("Use --precision fp32");
    }

    [PythonTorchFact]
    public void Images_without_an_answer_are_counted()
    {
        using Classifier model = Classifier.Load(foreign["nan.pt"], torch.CPU, null, Images(40));
        int bright = Enumerable.Range(0, 40).Count(i => Images(40).Pixels[i * 3 * 32 * 32] > 127);
        Should.Throw<ModelFormatException>(() => model.Predict(Images(40), InFloat32)).Message
            .ShouldStartWith($"{foreign["nan.pt"]}: gives NaN or infinite numbers for {bright} of 40 images in fp32");
    }

    [PythonTorchTheory]
    [InlineData("keras.h5", "an HDF5 file")]
    [InlineData("saved_model.pb", "a TensorFlow SavedModel")]
    [InlineData("saved", "the folder of a TensorFlow SavedModel")]
    [InlineData("model.tflite", "a TensorFlow Lite file")]
    [InlineData("model.keras", "a Keras model")]
    [InlineData("old.pt2", "a program of torch.export")]
    [InlineData("new.pt2", "a program of torch.export")]
    [InlineData("weights.npz", "arrays of NumPy")]
    [InlineData("pointer.pt", "a pointer of Git LFS")]
    [InlineData("page.pt", "a page of HTML")]
    public void A_file_of_another_program_is_named(string file, string what)
    {
        string message = Should.Throw<ModelFormatException>(() => Classifier.Load(foreign[file], torch.CPU, Size32)).Message;
        message.ShouldStartWith($"{foreign[file]}: {what}");
        Should.Throw<ModelFormatException>(() => Classifier.ImageSizeOf(foreign[file])).Message.ShouldBe(message);
    }

    private static InputContract Size32 => new() { ImageSize = new ImageSize(32, 32) };

    // PyTorch 1.13 has no convolution in float16 on a processor.
    private string WithFloat32(string file)
    {
        string path = _folder["whole.pt"];
        (int code, string output) = PythonTorch.Run("import sys, torch; torch.jit.load(sys.argv[1]).float().save(sys.argv[2])", [foreign[file], path]);
        return code == 0 ? path : throw new InvalidOperationException(output);
    }

    private static float[] LogitsOf(Classifier model, int count = 5)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        model.Network.eval();
        return model.Forward(Images(5).ToTensor(0, count, torch.CPU)).ToArray<float>();
    }

    private static LabeledImages Images(int count)
    {
        byte[] pixels = [.. Numbers.Uniform("odd", count, 3, 32, 32).Select(u => (byte)(256 * u))];
        return new LabeledImages(pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], 32, 32, [.. "abcdefghij".Select(letter => letter.ToString())]);
    }
}

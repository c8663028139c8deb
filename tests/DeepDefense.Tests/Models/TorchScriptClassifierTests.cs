using System.IO.Compression;
using DeepDefense.Datasets;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class TorchScriptClassifierTests(ForeignNetworks foreign) : IClassFixture<ForeignNetworks>, IDisposable
{
    private static readonly Compute Processor = new(torch.CPU, Precision.Float32);

    private static readonly InputContract Odd = new()
    {
        ChannelOrder = ChannelOrder.Bgr,
        ValueRange = 2,
        Mean = [0.9, 1.0, 1.1],
        Deviation = [0.5, 0.6, 0.7],
        ClassNames = [.. "abcdefghij".Select(letter => letter.ToString())],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonTorchTheory]
    [InlineData("script.pt")]
    [InlineData("trace.pt")]
    [InlineData("frozen.pt")]
    [InlineData("log-softmax.pt")]
    public void Logits_are_those_of_pytorch_under_the_same_contract(string file)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU, Odd, Images(5));
        LogitsOf(model, Images(5)).ShouldBe(foreign.Answer(foreign[file], Images(5), model.Description), 1e-4);
    }

    [PythonTorchTheory]
    [InlineData("script.pt")]
    public void Classes_that_the_contract_has_in_another_order_than_the_images_get_their_outputs(string file)
    {
        LabeledImages images = Images(5);
        int classes = images.ClassNames.Count;
        using Classifier plain = Classifier.Load(foreign[file], torch.CPU, Odd with { ClassNames = images.ClassNames }, images);
        using Classifier turned = Classifier.Load(foreign[file], torch.CPU, Odd with { ClassNames = [.. images.ClassNames.Reverse()] }, images);
        LogitsOf(turned, images).ShouldBe([.. LogitsOf(plain, images).Chunk(classes).SelectMany(row => row.Reverse())]);
        turned.ClassNames.ShouldBe(images.ClassNames);
    }

    [PythonTorchTheory]
    [InlineData("script.pt")]
    [InlineData("trace.pt")]
    public void An_unlearned_network_is_written_as_torchscript_that_answers_the_same_in_python(string file)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU, Odd, Images(5));
        float[] before = LogitsOf(model, Images(5));
        BackdoorUnlearning.Unlearn(model, Images(40).Subset([0, 1, 2]), Images(40), new UnlearningOptions { Steps = 3, LearningRate = 1e-2 }, Processor, new Seed(1));
        model.Save(_folder["purified.pt"]);
        float[] after = LogitsOf(model, Images(5));
        after.Zip(before, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.05f);
        after.ShouldBe(foreign.Answer(_folder["purified.pt"], Images(5), model.Description), 1e-4);
    }

    [PythonTorchTheory]
    [InlineData("script.pt", PrunedLayer.LastConvolution, 12)]
    [InlineData("trace.pt", PrunedLayer.LastConvolution, 12)]
    [InlineData("script.pt", PrunedLayer.Head, 48)]
    [InlineData("trace.pt", PrunedLayer.Head, 48)]
    public void A_fine_pruned_network_answers_the_same_in_python(string file, PrunedLayer layer, int channels)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU, Odd, Images(5));
        float[] before = LogitsOf(model, Images(5));
        FinePruning.Purify(model, Images(40), new FinePruningOptions { Layer = layer, Share = 0.5, FineTuningEpochs = 1 }, Processor, new Seed(1))
            .Channels.ShouldBe(channels);
        model.Save(_folder["pruned.pt"]);
        float[] after = LogitsOf(model, Images(5));
        after.Zip(before, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.01f);
        after.ShouldBe(foreign.Answer(_folder["pruned.pt"], Images(5), model.Description), 1e-4);
    }

    [PythonTorchTheory]
    [InlineData("frozen.pt", "not in this model, because the weight")]
    [InlineData("only28.pt", "not in this model, because its p")]
    public void Fine_pruning_says_why_it_finds_nothing_to_prune(string file, string reason)
    {
        using Classifier model = Classifier.Load(foreign[file], torch.CPU);
        Should.Throw<ArgumentException>(() => PrunableLayer.Of(model.Network, PrunedLayer.LastConvolution)).Message.ShouldContain(reason);
    }

    [PythonTorchFact]
    public void Unlearning_leaves_the_statistics_of_a_scripted_batch_norm()
    {
        using Classifier model = Classifier.Load(foreign["script.pt"], torch.CPU, null, Images(5));
        float[] Statistics() => [.. model.Network.named_buffers().Where(entry => entry.buffer.dtype == ScalarType.Float32).SelectMany(entry => entry.buffer.ToArray<float>())];
        float[] before = Statistics();
        BackdoorUnlearning.Unlearn(model, Images(8), Images(8), new UnlearningOptions { Steps = 2 }, Processor, new Seed(1));
        before.Length.ShouldBe(40);
        Statistics().ShouldBe(before);
    }

    [PythonTorchFact]
    public void Probabilities_are_noticed_and_stay_what_they_are()
    {
        using Classifier model = Classifier.Load(foreign["softmax.pt"], torch.CPU, null, Images(5));
        model.Description.Output.ShouldBe(ModelOutput.Probabilities);
        model.Probabilities(Images(5), Processor).ShouldBe(foreign.Answer(foreign["softmax.pt"], Images(5), model.Description), 1e-5);
    }

    [PythonTorchFact]
    public void The_contract_is_taken_from_the_first_place_that_says_it()
    {
        foreach (string file in new[] { "script.pt", "trace.pt" })
        {
            using Classifier made = Classifier.Load(foreign[file], torch.CPU, Odd, Images(5));
            made.Save(_folder[file]);
        }
        File.WriteAllText(_folder["script.yaml"], "mean: [4, 4, 4]\nstd: [5, 5, 5]\n");
        using Classifier model = Classifier.Load(_folder["script.pt"], torch.CPU, new InputContract { Mean = [3, 3, 3] });
        (model.Description.Mean, model.Description.Deviation, model.Description.ValueRange).ShouldSatisfyAllConditions(
            all => all.Mean.ShouldBe([3, 3, 3]), all => all.Deviation.ShouldBe([5, 5, 5]), all => all.ValueRange.ShouldBe(2));
        (model.ContractSources["mean"], model.ContractSources["std"], model.ContractSources["range"]).ShouldBe(("given", "script.yaml", "inside the file"));
    }

    [PythonTorchFact]
    public void The_size_of_images_is_known_without_the_network_where_it_is_said()
    {
        string path = _folder["script.pt"];
        File.Copy(foreign["script.pt"], path);
        Classifier.ImageSizeOf(path).ShouldBeNull();
        using (Classifier made = Classifier.Load(path, torch.CPU, null, Images(5))) { made.Save(path); }
        Classifier.ImageSizeOf(path).ShouldBe(new ImageSize(Images(5).Height, Images(5).Width));
        File.WriteAllText(_folder["script.yaml"], "image-size: [40, 48]\n");
        Classifier.ImageSizeOf(path).ShouldBe(new ImageSize(40, 48));
        Classifier.ImageSizeOf(path, new InputContract { ImageSize = new ImageSize(9, 10) }).ShouldBe(new ImageSize(9, 10));
    }

    [PythonTorchFact]
    public void Without_a_contract_size_comes_from_the_images_and_the_rest_is_the_usual()
    {
        using Classifier model = Classifier.Load(foreign["script.pt"], torch.CPU, null, Images(1));
        (model.ContractSources["image-size"], model.ContractSources["classes"], model.ContractSources["mean"]).ShouldBe(("the data set", "the data set", "assumed"));
        model.Description.ClassNames.ShouldBe(Images(1).ClassNames);
    }

    [PythonTorchFact]
    public void A_size_that_nobody_says_is_found_by_trial()
    {
        using Classifier model = Classifier.Load(foreign["only28.pt"], torch.CPU);
        (model.Description.ImageHeight, model.Description.ImageWidth, model.Description.ClassNames.Count).ShouldBe((28, 28, 5));
    }

    [PythonTorchTheory]
    [InlineData("state.pt", "state dict of torch.save of no architecture that is known by its names and shapes")]
    [InlineData("legacy.pt", "state dict of torch.save in the stream of before PyTorch 1.6 of no architecture")]
    [InlineData("train-trace.pt", "traced in training mode")]
    [InlineData("grey.pt", "0.weight, seems to take 1 channels")]
    [InlineData("one-logit.pt", "expected (2, K)")]
    public void What_cannot_be_used_is_refused_with_the_reason(string file, string reason)
    {
        string message = Should.Throw<ModelFormatException>(() => Classifier.Load(foreign[file], torch.CPU, new InputContract { ImageSize = new ImageSize(32, 32) })).Message;
        message.ShouldStartWith($"{foreign[file]}: ");
        message.ShouldContain(reason);
    }

    [PythonTorchTheory]
    [InlineData("state.pt")]
    [InlineData("legacy.pt")]
    public void Weights_without_a_program_come_with_the_python_that_converts_them(string file) =>
        Should.Throw<ModelFormatException>(() => Classifier.Load(foreign[file], torch.CPU)).Message.ShouldContain("torch.jit.script(model).save(");

    [PythonTorchFact]
    public void A_contract_of_other_classes_is_refused() =>
        Should.Throw<ModelFormatException>(() => Classifier.Load(foreign["script.pt"], torch.CPU, new InputContract { ImageSize = new ImageSize(32, 32), ClassNames = ["a", "b"] }))
            .Message.ShouldContain("gives 10 numbers an image, but its contract names 2 classes");

    [PythonTorchFact]
    public void A_frozen_network_cannot_unlearn()
    {
        using Classifier model = Classifier.Load(foreign["frozen.pt"], torch.CPU, null, Images(2));
        Should.Throw<ArgumentException>(() => BackdoorUnlearning.Unlearn(model, Images(2), Images(2), new UnlearningOptions(), Processor, new Seed(1)))
            .Message.ShouldContain("torch.jit.freeze");
    }

    [Fact]
    public void TorchScript_that_libtorch_does_not_know_is_explained()
    {
        using (ZipArchive zip = ZipFile.Open(_folder["new.pt"], ZipArchiveMode.Create))
        {
            foreach (string name in new[] { "m/data.pkl", "m/code/m.py", "m/constants.pkl", "m/version" })
            {
                using StreamWriter writer = new(zip.CreateEntry(name).Open());
                writer.Write("99");
            }
        }
        Should.Throw<ModelFormatException>(() => Classifier.Load(_folder["new.pt"], torch.CPU)).Message
            .ShouldSatisfyAllConditions(message => message.ShouldStartWith($"{_folder["new.pt"]}: TorchScript that libtorch {TorchRuntime.Version} does not read: "),
                message => message.ShouldContain("torch.jit.trace(model.cpu()"));
    }

    private static float[] LogitsOf(Classifier model, LabeledImages images)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        model.Network.eval();
        return model.Forward(images.ToTensor(0, images.Count, torch.CPU)).ToArray<float>();
    }

    private static LabeledImages Images(int count)
    {
        byte[] pixels = [.. Numbers.Uniform("foreign", count, 3, 32, 32).Select(u => (byte)(256 * u))];
        return new LabeledImages(pixels, [.. Enumerable.Range(0, count).Select(i => i % 10)], 32, 32, [.. Odd.ClassNames!]);
    }
}

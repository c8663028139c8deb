using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class TorchScriptExportTests(ForeignNetworks foreign) : IClassFixture<ForeignNetworks>, IDisposable
{
    private static readonly string[] Classes = ["cat", "dog", "owl"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("preactresnet18", true)]
    [InlineData("preactresnet18", false)]
    [InlineData("resnet18", true)]
    [InlineData("resnet18", false)]
    public void The_exported_network_computes_the_same_in_both_modes(string architecture, bool training)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Classifier own = Trained(architecture);
        using Classifier exported = Exported(own);
        own.Network.train(training);
        exported.Network.train(training);
        Logits(exported).ShouldBe(Logits(own), 1e-4);
    }

    [Fact]
    public void Its_parameters_have_the_names_of_our_file()
    {
        using Classifier own = Trained("resnet18");
        using Classifier exported = Exported(own);
        exported.Network.named_parameters().Select(entry => entry.name).Order().ShouldBe(own.Network.named_parameters().Select(entry => entry.name).Order());
    }

    [Fact]
    public void A_saved_export_is_read_with_its_contract()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Classifier own = Trained("preactresnet18");
        using Classifier loaded = Exported(own);
        loaded.ContractSources.Values.Distinct().ShouldBe(["inside the file"]);
        loaded.Description.ClassNames.ShouldBe(Classes);
        loaded.Network.eval();
        own.Network.eval();
        Logits(loaded).ShouldBe(Logits(own), 1e-4);
    }

    [PythonTorchTheory]
    [InlineData("preactresnet18")]
    [InlineData("resnet18")]
    public void Python_gets_our_logits_from_stored_pixels(string architecture)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Classifier own = Trained(architecture);
        using Classifier exported = Exported(own);
        own.Network.eval();
        foreign.Answer(_folder["a.pt"], Images, exported.Description).ShouldBe(Logits(own), 1e-4);
    }

    private static LabeledImages Images { get; } =
        new([.. Numbers.Uniform("export", 4, 3, 16, 24).Select(u => (byte)(256 * u))], new int[4], 16, 24, Classes);

    // Statistics that are not 0 and 1, so that a forgotten batch norm shows.
    private static Classifier Trained(string architecture)
    {
        ModelDescription description = new() { Architecture = architecture, Width = 4, ImageHeight = 16, ImageWidth = 24, ClassNames = Classes };
        Classifier classifier = Classifier.Create(description, new Init(new Seed(5), torch.CPU));
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        for (int step = 0; step < 3; step++) { Logits(classifier); }
        return classifier;
    }

    private Classifier Exported(Classifier own)
    {
        TorchScriptExport.Write(_folder["a.pt"], own);
        return Classifier.Load(_folder["a.pt"], torch.CPU);
    }

    private static float[] Logits(Classifier classifier) => classifier.Forward(Images.ToTensor(0, Images.Count, torch.CPU)).ToArray<float>();
}

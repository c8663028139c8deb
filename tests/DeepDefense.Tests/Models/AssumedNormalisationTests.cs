using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class AssumedNormalisationTests
{
    private const int Side = 8;
    private static readonly Compute s_cpu = new(torch.CPU, Precision.Float32);
    private static readonly LabeledImages s_images = BrightAndDark(100);
    private static readonly Dictionary<string, string> s_nothing = new() { ["mean"] = "assumed", ["std"] = "assumed", ["range"] = "assumed" };

    [Fact]
    public void A_normalisation_that_is_far_more_right_than_what_is_assumed_is_named()
    {
        using Classifier model = BrightIsFirst(s_nothing, [0, 0, 0]);
        Problem(model, s_images)!
            .ShouldBe("is right on 50.0 % of 100 images taken as pixels / 255, as nothing says how it takes them, and on 100.0 % with the mean and deviation of CIFAR-10: say it with --mean 0.4914 0.4822 0.4465 --std 0.247 0.243 0.261, or in the contract; if it is right as it is, say --mean 0 0 0 --std 1 1 1");
    }

    [Theory]
    [InlineData("mean")]
    [InlineData("std")]
    [InlineData("range")]
    public void What_somebody_said_is_not_doubted(string part)
    {
        using Classifier model = BrightIsFirst(new Dictionary<string, string>(s_nothing) { [part] = "given" }, [0, 0, 0]);
        Problem(model, s_images).ShouldBeNull();
    }

    [Fact]
    public void Where_what_is_assumed_is_right_nothing_is_said()
    {
        using Classifier model = BrightIsFirst(s_nothing, [0.5, 0.5, 0.5]);
        Problem(model, s_images).ShouldBeNull();
    }

    [Fact]
    public void Few_images_prove_nothing()
    {
        using Classifier model = BrightIsFirst(s_nothing, [0, 0, 0]);
        Problem(model, s_images.Subset([.. Enumerable.Range(0, 40)])).ShouldBeNull();
    }

    [Fact]
    public void A_network_that_fails_on_other_numbers_is_not_refused_for_it()
    {
        using Classifier model = BrightIsFirst(s_nothing, [0, 0, 0], new Unsteady());
        Problem(model, s_images).ShouldBeNull();
    }

    private static string? Problem(Classifier model, LabeledImages images) => AssumedNormalisation.Problem(model, images, model.Predict(images, s_cpu), s_cpu, CancellationToken.None);

    private static Classifier BrightIsFirst(IReadOnlyDictionary<string, string> sources, double[] mean, nn.Module<Tensor, Tensor>? network = null) => new(
        new ModelDescription { Architecture = ModelDescription.TorchScript, ImageHeight = Side, ImageWidth = Side, ClassNames = ["bright", "dark"], Mean = mean, Deviation = [1, 1, 1] },
        network ?? new SignOfMean(), torch.CPU)
    { ContractSources = sources };

    private static LabeledImages BrightAndDark(int count)
    {
        byte[] pixels = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)(i % 2 == 0 ? 200 : 30), 3 * Side * Side))];
        return new LabeledImages(pixels, [.. Enumerable.Range(0, count).Select(i => i % 2)], Side, Side, ["bright", "dark"]);
    }

    private sealed class SignOfMean() : nn.Module<Tensor, Tensor>(nameof(SignOfMean))
    {
        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor mean = input.mean([1, 2, 3], keepdim: false);
            return scope.MoveToOuter(torch.stack([mean, -mean], 1));
        }
    }

    private sealed class Unsteady() : nn.Module<Tensor, Tensor>(nameof(Unsteady))
    {
        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor mean = input.mean([1, 2, 3], keepdim: false);
            bool isUsual = input.min().item<float>() < 0 || input.max().item<float>() > 1;
            return scope.MoveToOuter(torch.stack([mean, isUsual ? mean * float.NaN : -mean], 1));
        }
    }
}

using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class StridedConv2dTests : LeakCheck
{
    private static readonly Init Known = new(new Seed(42), torch.CPU);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_output_is_that_of_a_strided_convolution(int stride)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using nn.Module<Tensor, Tensor> layer = Layers.Conv1x1(4, 8, stride, Known);
        Tensor images = Images(3, 4, 7, 6);
        layer.forward(images).ShouldAgree(Exact(images, Weight(layer), stride), 1e-6, "output");
    }

    [Fact]
    public void A_stride_of_one_takes_every_pixel()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using nn.Module<Tensor, Tensor> layer = Layers.Conv1x1(4, 8, 1, Known);
        Tensor images = Images(3, 4, 7, 6);
        layer.forward(images).ShouldAgree(Exact(images, Weight(layer), 1), 1e-6, "output");
    }

    // oneDNN's own overran the heap here, or ended the process.
    [Theory]
    [InlineData(4, Precision.Float32, 1e-5)]
    [InlineData(8, Precision.Float32, 1e-5)]
    [InlineData(12, Precision.Float32, 1e-5)]
    [InlineData(16, Precision.Float32, 1e-5)]
    [InlineData(4, Precision.BFloat16, 0.02)]
    [InlineData(8, Precision.BFloat16, 0.02)]
    [InlineData(12, Precision.BFloat16, 0.02)]
    [InlineData(16, Precision.BFloat16, 0.02)]
    public void The_gradient_of_few_channels_is_that_of_float64(int channels, Precision precision, double tolerance)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using nn.Module<Tensor, Tensor> layer = Layers.Conv1x1(channels, 30, 2, Known);
        Tensor images = Images(129, channels, 16, 16);
        Tensor output;
        using (Autocast autocast = Autocast.Enter(torch.CPU, precision)) { output = layer.forward(images); }
        output.sum().backward();
        Tensor exact = Weight(layer).to(ScalarType.Float64).detach().requires_grad_(true);
        Exact(images, exact, 2).sum().backward();
        Weight(layer).grad!.ShouldAgree(exact.grad!, tolerance, "gradient");
    }

    [Fact]
    public void A_seed_gives_the_weight_of_any_other_convolution()
    {
        using nn.Module<Tensor, Tensor> layer = Layers.Conv1x1(4, 8, 2, Known);
        using Conv2d other = Layers.Conv2d(4, 8, 1, Known);
        Weight(layer).ToArray<float>().ShouldBe(other.weight.ToArray<float>());
    }

    [Fact]
    public void The_state_is_the_weight()
    {
        using nn.Module<Tensor, Tensor> layer = Layers.Conv1x1(4, 8, 2, Known);
        layer.State().Select(entry => entry.Name).ShouldBe(["weight"]);
    }

    private static Tensor Images(params long[] shape) => Numbers.Signed("images", shape).to(ScalarType.Float32).ChannelsLast();

    private static Parameter Weight(nn.Module layer) => layer.parameters().Single();

    private static Tensor Exact(Tensor images, Tensor weight, long stride) =>
        nn.functional.conv2d(images.to(ScalarType.Float64).contiguous(), weight.to(ScalarType.Float64).contiguous(), strides: [stride, stride]);
}

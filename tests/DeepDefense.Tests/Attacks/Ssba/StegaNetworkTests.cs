using DeepDefense.Attacks.Ssba;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks.Ssba;

/// <summary>StegaEncoder and StegaDecoder beside PyTorch.</summary>
[Collection(nameof(TensorCounting))]
public sealed class StegaNetworkTests
{
    private static readonly StegaOptions Small = new() { Bits = 50, Width = 4 };

    public static TheoryData<string> Networks => ["stega-encoder", "stega-decoder"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_output_is_that_of_pytorch(string name)
    {
        using NetworkOracle oracle = Oracle(name);
        oracle.LogitsShouldAgree();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_gradients_are_those_of_pytorch(string name)
    {
        using NetworkOracle oracle = Oracle(name);
        oracle.GradientsShouldAgree();
    }

    [Theory]
    [InlineData("stega-encoder", true)]
    [InlineData("stega-decoder", true)]
    [InlineData("stega-decoder", false)]
    public void The_output_after_three_steps_is_that_of_pytorch(string name, bool training)
    {
        using NetworkOracle oracle = Oracle(name);
        oracle.LogitsAfterTrainingShouldAgree(training);
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(64, 64)]
    [InlineData(16, 48)]
    public void An_image_keeps_its_size_and_is_read_as_one_row_of_bits(int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using StegaEncoder encoder = new(Small, height, width, NetworkOracle.Anything);
        using StegaDecoder decoder = new(Small, height, width, NetworkOracle.Anything);
        Tensor embedded = encoder.Embed(torch.full([2, 3, height, width], 0.5), torch.zeros(2, 50));
        embedded.shape.ShouldBe([2, 3, height, width]);
        decoder.forward(embedded).shape.ShouldBe([2, 50]);
    }

    [Fact]
    public void No_pixel_changes_by_more_than_the_bound_or_leaves_its_range()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using StegaEncoder encoder = new(Small with { ResidualBound = 0.05 }, 32, 32, NetworkOracle.Anything);
        using (torch.no_grad()) { foreach (Parameter parameter in encoder.parameters()) { parameter.mul_(50); } }
        Tensor images = Numbers.Signed("images", 2, 3, 32, 32).to(ScalarType.Float32).abs();
        Tensor embedded = encoder.Embed(images, torch.ones(2, 50));
        float[] change = (embedded - images).ToArray<float>();
        change.Max(Math.Abs).ShouldBe(0.05f, 1e-6f);
        embedded.ToArray<float>().ShouldAllBe(pixel => pixel >= 0 && pixel <= 1);
    }

    [Fact]
    public void The_change_depends_on_the_secret_and_on_the_image()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using StegaEncoder encoder = new(Small, 32, 32, NetworkOracle.Anything);
        Tensor grey = torch.full([1, 3, 32, 32], 0.5), dark = torch.full([1, 3, 32, 32], 0.3);
        Tensor zeros = torch.zeros(1, 50), ones = torch.ones(1, 50);
        float[] change = Change(grey, zeros);
        Distance(change, Change(grey, ones)).ShouldBeGreaterThan(0.001f);
        Distance(change, Change(dark, zeros)).ShouldBeGreaterThan(0.001f);

        float[] Change(Tensor images, Tensor bits) => (encoder.Embed(images, bits) - images).ToArray<float>();
        static float Distance(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();
    }

    [Fact]
    public void A_side_that_is_no_multiple_of_sixteen_is_refused() =>
        Should.Throw<ArgumentException>(() => new StegaEncoder(Small, 32, 40, NetworkOracle.Anything)).Message
            .ShouldContain("images of 40 x 32 pixels; an encoder needs sides that are multiples of 16");

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new StegaOptions { Bits = 64 });
        Should.Throw<ArgumentOutOfRangeException>(() => new StegaOptions { Width = 0 }).ParamName.ShouldBe("Width");
        Should.Throw<ArgumentOutOfRangeException>(() => new StegaOptions { ResidualBound = 1 }).ParamName.ShouldBe("ResidualBound");
    }

    private static NetworkOracle Oracle(string name)
    {
        nn.Module<Tensor, Tensor> network = name == "stega-encoder"
            ? new EmbeddedMean(new StegaEncoder(Small, 32, 32, NetworkOracle.Anything))
            : new StegaDecoder(Small, 32, 32, NetworkOracle.Anything);
        return new NetworkOracle(name, network, [4, 3, 32, 32], u => u, name == "stega-encoder" ? 3 : 50);
    }

    // EmbeddedMean of make_numbers.py: the mean colour of images with a secret in them, as logits of three classes.
    private sealed class EmbeddedMean : nn.Module<Tensor, Tensor>
    {
        private readonly StegaEncoder _encoder;

        internal EmbeddedMean(StegaEncoder encoder)
            : base(nameof(EmbeddedMean)) => register_module("encoder", _encoder = encoder);

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            float[] bits = [.. Numbers.Uniform("secrets", 4, 50).Select(u => (float)Math.Floor(2 * u))];
            return scope.MoveToOuter(_encoder.Embed(input, bits.ToTensor([4, 50]).to(input.dtype)).mean([2, 3]));
        }
    }
}

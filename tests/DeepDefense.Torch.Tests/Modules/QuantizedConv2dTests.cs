using DeepDefense.Torch.Modules;

namespace DeepDefense.Torch.Tests.Modules;

public sealed class QuantizedConv2dTests : LeakCheck
{
    private const double Scale = 0.02;

    // bfloat16 has eight bits, too.
    private const double LastBit = 1.0 / 256;

    [VnniTheory]
    [InlineData(0, 36)]
    [InlineData(0, 5)]
    [InlineData(128, 36)]
    [InlineData(128, 5)]
    public void The_output_is_that_of_the_rounded_numbers_in_float64(byte zero, int channels)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor weight, Tensor bias, Tensor input) = (Signed("weight", 8, channels, 3, 3), Signed("bias", 8), Bytes(2, channels, 7, 6));
        using QuantizedConv2d layer = new(weight, bias, Scale, zero);
        Tensor steps = weight.abs().amax([1, 2, 3], keepdim: true) / 127;
        layer.Forward(input).ShouldAgree(Exact(input, zero, (weight / steps).round() * steps, bias), LastBit, "output");
    }

    [VnniTheory]
    [InlineData(0)]
    [InlineData(128)]
    public void A_weight_of_zeros_gives_the_bias_where_it_is_positive(byte zero)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor bias = new[] { -1f, 0.5f }.ToTensor([2]);
        using QuantizedConv2d layer = new(torch.zeros(2, 3, 3, 3), bias, Scale, zero);
        layer.Forward(Bytes(1, 3, 4, 4)).to(ScalarType.Float32).ToArray<float>().Distinct().ShouldBe([0f, 0.5f]);
    }

    private static Tensor Exact(Tensor input, byte zero, Tensor weight, Tensor bias) => nn.functional.conv2d(
        (input.to(ScalarType.Float64) - zero) * Scale, weight.to(ScalarType.Float64), bias.to(ScalarType.Float64), padding: [1, 1]).relu();

    private static Tensor Signed(string name, params ReadOnlySpan<long> shape) => Numbers.Signed(name, shape).to(ScalarType.Float32);

    private static Tensor Bytes(params ReadOnlySpan<long> shape) => Array.ConvertAll(Numbers.Uniform("input", shape), u => (byte)(256 * u)).ToTensor(shape).ChannelsLast();
}

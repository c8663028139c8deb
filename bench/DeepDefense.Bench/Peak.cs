using System.Diagnostics;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;

namespace DeepDefense.Bench;

/// <summary>What the machine does at most: a matrix product, and the convolution that the networks spend their time in.</summary>
/// <param name="Name">Which, and in what numbers.</param>
/// <param name="BillionOperations">Multiplications and additions of one call, in 10^9.</param>
/// <param name="Call">Does it once.</param>
internal sealed record Peak(string Name, double BillionOperations, Func<Tensor> Call)
{
    private const long Side = 2048, Images = 64, Channels = 128, Pixels = 32;
    private const double Convolution = 2e-9 * Images * Pixels * Pixels * Channels * Channels * 9;

    /// <summary>Both, in float32 and bfloat16; the convolution in eight bits, too, where the processor multiplies them itself.</summary>
    internal static IEnumerable<Peak> All()
    {
        if (TorchRuntime.CpuIsFasterInInt8)
        {
            Tensor bytes = torch.full(Images, Channels, Pixels, Pixels, 100, ScalarType.Byte).ChannelsLast();
            QuantizedConv2d layer = new(torch.randn(Channels, Channels, 3, 3), torch.zeros(Channels), 0.01, 0);
            yield return new($"3 x 3 convolution {Channels} to {Channels}, int8", Convolution, () => layer.Forward(bytes));
        }
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            string numbers = type == ScalarType.Float32 ? "fp32" : "bf16";
            Tensor left = torch.randn(Side, Side).to(type), right = torch.randn(Side, Side).to(type);
            yield return new($"matrix product {Side}^3, {numbers}", 2e-9 * Side * Side * Side, () => nn.functional.linear(left, right));
            Tensor maps = torch.randn(Images, Channels, Pixels, Pixels).ChannelsLast().to(type), kernels = torch.randn(Channels, Channels, 3, 3).ChannelsLast().to(type);
            yield return new($"3 x 3 convolution {Channels} to {Channels}, {numbers}", Convolution, () => nn.functional.conv2d(maps, kernels, padding: [1, 1]));
        }
    }

    /// <summary>The seconds of one call.</summary>
    internal double Once()
    {
        using IDisposable pause = torch.no_grad();
        long start = Stopwatch.GetTimestamp();
        using Tensor result = Call();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

namespace DeepDefense.Torch.Tests;

public sealed class ComputeTests
{
    [Fact]
    public void Auto_takes_bfloat16_only_where_the_processor_is_faster_in_it() =>
        Compute.Auto(Device.Cpu).Precision.ShouldBe(TorchRuntime.CpuIsFasterInBFloat16 ? Precision.BFloat16 : Precision.Float32);

    [Fact]
    public void A_processor_with_amx_is_faster_in_bfloat16_and_one_of_intel_without_is_not()
    {
        string[] lines = File.ReadAllLines("/proc/cpuinfo");
        string[] flags = lines.First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ');
        bool amd = lines.Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal));
        TorchRuntime.CpuIsFasterInBFloat16.ShouldBe(flags.Contains("amx_bf16") || (amd && flags.Contains("avx512_bf16")));
        TorchRuntime.CpuHasBFloat16.ShouldBe(flags.Contains("amx_bf16") || flags.Contains("avx512_bf16"));
    }
}

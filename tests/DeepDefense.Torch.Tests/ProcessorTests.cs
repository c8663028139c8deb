namespace DeepDefense.Torch.Tests;

public sealed class ProcessorTests
{
    [Theory]
    [InlineData("AuthenticAMD", "", BFloat16Support.None)]
    [InlineData("AuthenticAMD", "avx512_bf16", BFloat16Support.Faster)]
    [InlineData("GenuineIntel", "", BFloat16Support.None)]
    [InlineData("GenuineIntel", "avx512_bf16", BFloat16Support.Slower)]
    [InlineData("GenuineIntel", "avx512_bf16 amx_bf16", BFloat16Support.Faster)]
    public void Intels_is_faster_in_bfloat16_with_amx_only_and_AMDs_with_avx512_bf16(string vendor, string flags, object support) =>
        new Processor(vendor == "AuthenticAMD", flags.Contains("avx512_bf16", StringComparison.Ordinal), flags.Contains("amx_bf16", StringComparison.Ordinal), HasVnni: false)
            .BFloat16.ShouldBe(support);

    [Fact]
    public void It_is_the_one_that_linux_sees()
    {
        string[] lines = File.ReadAllLines("/proc/cpuinfo");
        string[] flags = (lines.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "").Split(' ');
        bool isAmd = lines.Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal));
        Processor.Here.ShouldBe(new Processor(isAmd, flags.Contains("avx512_bf16"), flags.Contains("amx_bf16"), flags.Contains("avx512_vnni")));
    }
}

using System.Runtime.Intrinsics.X86;

namespace DeepDefense.Torch;

/// <summary>What a processor has for bfloat16 and for eight bits. Source: Intel 64 and IA-32 Architectures Software Developer's Manual, CPUID.</summary>
/// <param name="IsAmd">Whether its vendor is AMD.</param>
/// <param name="HasAvx512BFloat16">Whether it has avx512_bf16.</param>
/// <param name="HasAmxBFloat16">Whether it has amx_bf16.</param>
/// <param name="HasVnni">Whether it has avx512_vnni: sums of products of eight bits in one instruction, and oneDNN gives bfloat16 for them.</param>
internal sealed record Processor(bool IsAmd, bool HasAvx512BFloat16, bool HasAmxBFloat16, bool HasVnni)
{
    private const int FeatureLeaf = 7, Avx512BFloat16Bit = 5, AmxBFloat16Bit = 22, Avx512VnniBit = 11;

    /// <summary>The one that this program runs on.</summary>
    internal static Processor Here { get; } = X86Base.IsSupported ? Ask() : new(false, false, false, false);

    /// <summary>Intel's with AMX and AMD's with avx512_bf16 take half the time of float32, Intel's with avx512_bf16 alone twice
    /// it (docs/open.md).</summary>
    internal BFloat16Support BFloat16 => HasAmxBFloat16 || (HasAvx512BFloat16 && IsAmd) ? BFloat16Support.Faster
        : HasAvx512BFloat16 ? BFloat16Support.Slower
        : BFloat16Support.None;

    private static Processor Ask()
    {
        (int leaves, int b, int c, int d) = X86Base.CpuId(0, 0);
        bool isAmd = (b, d, c) == (0x68747541, 0x69746E65, 0x444D4163); // "Auth", "enti", "cAMD"
        if (leaves < FeatureLeaf) { return new(isAmd, false, false, false); }
        (int subleaves, _, int vectors, int features) = X86Base.CpuId(FeatureLeaf, 0);
        int more = subleaves >= 1 ? X86Base.CpuId(FeatureLeaf, 1).Eax : 0;
        return new(isAmd, Has(more, Avx512BFloat16Bit), Has(features, AmxBFloat16Bit), Has(vectors, Avx512VnniBit));
    }

    private static bool Has(int register, int bit) => (register & (1 << bit)) != 0;
}

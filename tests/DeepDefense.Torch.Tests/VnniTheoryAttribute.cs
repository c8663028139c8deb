namespace DeepDefense.Torch.Tests;

/// <summary>A test of eight bits, skipped where the processor does not multiply them itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VnniTheoryAttribute : TheoryAttribute
{
    public VnniTheoryAttribute()
    {
        if (!TorchRuntime.CpuIsFasterInInt8) { Skip = "this processor has neither avx512_vnni nor avx_vnni"; }
    }
}

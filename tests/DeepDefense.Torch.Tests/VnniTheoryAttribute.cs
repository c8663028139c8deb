namespace DeepDefense.Torch.Tests;

/// <summary>A test of eight bits, skipped where the processor does not multiply them itself.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VnniTheoryAttribute : TheoryAttribute
{
    public VnniTheoryAttribute()
    {
        if (!TorchRuntime.CpuIsFasterInInt8) { Skip = "this processor has no avx512_vnni"; }
    }
}

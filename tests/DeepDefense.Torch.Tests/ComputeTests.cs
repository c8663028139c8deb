namespace DeepDefense.Torch.Tests;

public sealed class ComputeTests
{
    [Fact]
    public void Auto_takes_bfloat16_only_where_the_processor_is_faster_in_it() =>
        (Compute.Auto(torch.CPU).Precision == Precision.BFloat16).ShouldBe(Processor.Here.BFloat16 == BFloat16Support.Faster);
}

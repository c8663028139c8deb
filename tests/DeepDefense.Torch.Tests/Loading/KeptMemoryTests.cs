namespace DeepDefense.Torch.Tests.Loading;

public sealed class KeptMemoryTests
{
    // Given back and taken anew, it faults as often each time. Kept, it is not found at each of the first times: an aligned
    // block needs a little more than one leaves.
    [Fact]
    public void Memory_that_tensors_free_is_there_for_the_next()
    {
        (int exitCode, string output) = Child.Run(null, "memory");
        exitCode.ShouldBe(0, output);
        long[] faults = [.. output.Split(' ').Select(number => long.Parse(number, null))];
        faults.Min().ShouldBeLessThan(faults[0] / 10, output);
    }
}

namespace DeepDefense.Torch.Tests;

public sealed class TorchRuntimeTests : LeakCheck
{
    [Fact]
    public void Every_operator_is_found() => Should.NotThrow(TorchRuntime.Initialize);

    [Fact]
    public void The_version_is_a_version() => TorchRuntime.Version.ShouldMatch(@"^\d+\.\d+\.\d+");

    [Fact]
    public void Threads_are_set()
    {
        int before = TorchRuntime.Threads;
        TorchRuntime.Threads = 2;
        int set = TorchRuntime.Threads;
        TorchRuntime.Threads = before;
        set.ShouldBe(2);
    }

    [Fact]
    public void No_threads_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = 0);

    [Fact]
    public void A_new_tensor_is_counted()
    {
        long before = TorchRuntime.LiveTensors;
        using Tensor made = Tensor.Zeros(1);
        TorchRuntime.LiveTensors.ShouldBe(before + 1);
    }
}

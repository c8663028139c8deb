namespace DeepDefense.Torch.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Libtorch_is_usable() => Should.NotThrow(TorchRuntime.Initialize);

    [Fact]
    public void The_version_is_the_one_that_is_needed() => TorchRuntime.Version.ShouldBe("2.10");

    [Fact]
    public void The_file_that_is_loaded_is_there() => File.Exists(TorchRuntime.LoadedFrom).ShouldBeTrue(TorchRuntime.LoadedFrom);

    [Fact]
    public void Threads_are_set()
    {
        int before = TorchRuntime.Threads;
        TorchRuntime.Threads = before + 1;
        int set = TorchRuntime.Threads;
        TorchRuntime.Threads = before;
        set.ShouldBe(before + 1);
    }

    [Fact]
    public void No_threads_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => TorchRuntime.Threads = 0);

    [Fact]
    public void The_package_for_the_processor_is_built_without_CUDA() => TorchRuntime.IsBuiltWithCuda.ShouldBeFalse();
}

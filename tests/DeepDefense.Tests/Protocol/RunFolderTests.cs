using DeepDefense.Protocol;

namespace DeepDefense.Tests.Protocol;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_stage_is_not_computed_again()
    {
        Open(1, false).Stage("answer", () => 42).ShouldBe(42);
        Open(1, true).Stage<int>("answer", () => throw new InvalidOperationException("computed again")).ShouldBe(42);
    }

    [Fact]
    public void A_stage_that_failed_is_computed_again()
    {
        Should.Throw<InvalidOperationException>(() => Open(1, false).Stage<int>("answer", () => throw new InvalidOperationException()));
        Open(1, true).Stage("answer", () => 42).ShouldBe(42);
    }

    [Fact]
    public void A_run_of_another_configuration_is_refused_with_the_difference()
    {
        Open(1, false);
        Should.Throw<RunException>(() => Open(2, true)).Message.ShouldContain("\"seed\": 1");
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused_without_resume()
    {
        Open(1, false);
        Should.Throw<RunException>(() => Open(1, false)).Message.ShouldContain("--resume");
    }

    private RunFolder Open(int seed, bool resume) =>
        RunFolder.Open(Path.Combine(_folder.Path, "run"), new { Seed = seed }, resume, TimeProvider.System);
}

using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Tests.Stages;

public sealed class StageCacheFinishedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Where_nothing_is_to_be_computed_what_is_missing_is_an_error_and_what_is_kept_is_read()
    {
        Directory.CreateDirectory(_folder["stages"]);
        StageCache reads = new(_folder["stages"], TimeProvider.System, computes: false);
        Should.Throw<StageMissingException>(() => reads.Value("stage", 1, () => 7)).Message.ShouldContain("without --finished");
        new StageCache(_folder["stages"], TimeProvider.System).Value("stage", 1, () => 7);
        reads.Value("stage", 1, () => 8).Value.ShouldBe(7);
    }
}

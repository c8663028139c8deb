using DeepDefense.Datasets;
using DeepDefense.Tests;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Tests.Commands;

public sealed class ReproduceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReproduceCommandTests() =>
        Cifar10Binary.Save(Path.Combine(_folder["data"], "cifar10"), SyntheticImages.Create(new SyntheticOptions { TrainCount = 40, TestCount = 10 }, new Seed(1)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_row_that_a_table_does_not_have_is_refused_with_those_that_it_has()
    {
        (int code, _, string error) = await Reproduce("unknown-odd", "none; BadNets");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("error: --only 'none': unknown-odd has no such row on CIFAR10; it has none, 5 % of clean images mislabelled; none, 5 % of clean images resized; ");
    }

    [Fact]
    public async Task A_table_without_rows_of_their_own_is_measured_whole()
    {
        (int code, _, string error) = await Reproduce("table1", "BadNets");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldEndWith("error: --only: table1 is measured whole\n");
    }

    private Task<(int Code, string Output, string Error)> Reproduce(string table, string rows) =>
        PoisonedSet.Run(["reproduce", table, "--task", "cifar10", "--data", _folder["data"], "--out", _folder["results"], "--only", rows]);
}

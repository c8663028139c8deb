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
    public async Task A_part_that_a_table_does_not_have_is_refused_with_those_that_it_has()
    {
        (int code, _, string error) = await Reproduce("unknown-odd", "none; BadNets");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("error: --only 'none': unknown-odd has no such part on CIFAR10; it has none, 5 % of clean images mislabelled; none, 5 % of clean images resized; ");
    }

    [Theory]
    [InlineData("table1", "BadNets", "--only: table1 is measured whole; leave --only out, or name a table of many attacks")]
    [InlineData("unknown", ";", "--only: no part is named")]
    public async Task What_names_no_part_is_refused(string table, string parts, string message)
    {
        (int code, _, string error) = await Reproduce(table, parts);
        code.ShouldBe(ExitCode.Usage);
        error.ShouldEndWith($"error: {message}\n");
    }

    [Theory]
    [InlineData("{", "is of nothing that can be read, and this run of profile quick, seed 1, triggers drawn and not published ones: its other rows would be lost; give another --out, or leave --only out")]
    [InlineData("""{"name":"unknown","task":"CIFAR10","title":"","measurements":[],"settings":[],"conditions":"profile laptop, seed 1"}""", "is of profile laptop, seed 1, and this run of profile quick, seed 1")]
    public async Task Rows_that_cannot_be_kept_are_not_written_over(string before, string message)
    {
        string file = Path.Combine(_folder["results"], "reproduction", "unknown-cifar10.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, before);
        (int code, _, string error) = await Reproduce("unknown", "none");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain(message);
        (await File.ReadAllTextAsync(file)).ShouldBe(before);
    }

    private Task<(int Code, string Output, string Error)> Reproduce(string table, string parts) =>
        PoisonedSet.Run(["reproduce", table, "--task", "cifar10", "--data", _folder["data"], "--out", _folder["results"], "--only", parts]);
}

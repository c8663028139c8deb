using System.CommandLine;
using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Cli.Tests;

public sealed class GateOptionsTests
{
    [Theory]
    [InlineData(Severity.None, ExitCode.Success)]
    [InlineData(Severity.Inconclusive, ExitCode.Failed)]
    [InlineData(Severity.Low, ExitCode.Success)]
    [InlineData(Severity.Medium, ExitCode.Findings)]
    [InlineData(Severity.High, ExitCode.Findings)]
    public void The_exit_code_follows_from_the_verdict(Severity severity, int expected) => Judge(severity).ShouldBe(expected);

    [Fact]
    public void An_inconclusive_verdict_is_no_success_even_where_no_finding_fails() =>
        Judge(Severity.Inconclusive, "--fail-on", "none").ShouldBe(ExitCode.Failed);

    private static int Judge(Severity severity, params string[] args)
    {
        Command command = new("gate");
        GateOptions options = new(command);
        LabeledImages images = new(new byte[3], [0], 1, 1, ["a"]);
        ScanReport scan = new([0], 0, null, null, [], []);
        return options.Judge(command.Parse(args), new GateFindings("folder", images, scan, new Verdict(severity, "", "", 0, 1, null, []), []));
    }
}

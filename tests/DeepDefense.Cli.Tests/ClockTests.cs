namespace DeepDefense.Cli.Tests;

/// <summary>Runs on a machine whose clock is set while they go on.</summary>
[Collection(StoppedRuns.Name)]
public sealed class ClockTests(StoppedRuns runs)
{
    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    [InlineData(0)]
    public async Task A_clock_that_jumps_changes_no_result(int days)
    {
        (string wanted, _) = await runs.Alone(ProtectRun.Named);
        ProtectRun run = runs.In($"jumping{days}", ProtectRun.Named);
        using StringWriter output = new(), error = new();
        int code = await new CommandLine(output, error, new JumpingClock(TimeSpan.FromDays(days)), new Dictionary<string, string>()).RunAsync(run.Command, CancellationToken.None);
        code.ShouldBe(ExitCode.Success, error.ToString());
        run.Left().ShouldBe(wanted);
    }

    /// <summary>A clock that is set each time somebody looks at it; what measures how long something takes goes on as it does.</summary>
    private sealed class JumpingClock(TimeSpan jump) : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now += _now.Year is > 1990 and < 2100 ? jump : TimeSpan.Zero;
    }
}

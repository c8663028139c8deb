using System.Globalization;
using DeepDefense.Torch;

namespace DeepDefense.Cli.Tests;

/// <summary>Runs that are killed (SIGKILL) at random moments, and gone on with each time: <c>DEEPDEFENSE_KILLS</c> of them, default 4.</summary>
[Collection(StoppedRuns.Name)]
public sealed class KillTests(StoppedRuns runs)
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("DEEPDEFENSE_KILLS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_run_that_names_the_trigger_ends_with_the_same_results_however_often_it_is_killed() =>
        await KilledRunsEndAlike(Kills - (Kills / 8), new Seed(1).Stream(), "named", ProtectRun.Named);

    [Fact]
    public async Task A_run_without_a_trigger_ends_with_the_same_results_however_often_it_is_killed() =>
        await KilledRunsEndAlike(Math.Max(Kills / 8, 1), new Seed(2).Stream(), "unknown", ProtectRun.Unknown);

    private async Task KilledRunsEndAlike(int kills, RandomStream random, string name, string[] options)
    {
        (string wanted, TimeSpan length) = await runs.Alone(options);
        ProtectRun killed = runs.In($"killed-{name}", options);
        for (int done = 0; done < kills;)
        {
            using CommandProcess process = CommandProcess.Start(killed.Command);
            Task<(int Code, string Output, string Error)> end = process.End();
            if (await Task.WhenAny(end, Task.Delay(length * random.NextDouble() * 0.7)) == end)
            {
                (int code, _, string error) = await end;
                code.ShouldBe(ExitCode.Success, error);
                Compare(killed, wanted);
                continue;
            }
            process.Kill();
            await end;
            // A process that had not begun its work was killed too, but does not count.
            done += File.Exists(Path.Combine(killed.Folder, "config.json")) ? 1 : 0;
        }
        await killed.Finish();
        Compare(killed, wanted);
    }

    private static void Compare(ProtectRun killed, string wanted)
    {
        killed.Left().ShouldBe(wanted);
        Directory.EnumerateFiles(killed.Folder, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.Delete(killed.Folder, recursive: true);
    }
}

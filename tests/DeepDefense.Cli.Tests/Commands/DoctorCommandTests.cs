using System.Text.Json;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>The doctor on a machine that can run the tests, and on one without the native library.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_machine_that_runs_the_tests_has_no_problem()
    {
        using CommandProcess process = CommandProcess.Start("doctor", "--json", "--threads", "1");
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Success, output + error);
        using JsonDocument result = JsonDocument.Parse(output);
        result.RootElement.GetProperty("healthy").GetBoolean().ShouldBeTrue();
        string[] subjects = [.. result.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("subject").GetString()!)];
        subjects.ShouldBe([".NET", "libtorch", "threads", "devices", "precision", "ranks", "processors", "vector units", "memory", "disk"], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_the_native_library_the_rest_is_still_told_with_a_fix()
    {
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }
        using CommandProcess process = CommandProcess.StartProgram(Path.Combine(_folder.Path, "DeepDefense.Cli.dll"), "doctor", "--json");
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Failed, error);
        using JsonDocument result = JsonDocument.Parse(output);
        JsonElement[] findings = [.. result.RootElement.GetProperty("findings").EnumerateArray()];
        JsonElement problem = findings.Single(finding => finding.GetProperty("verdict").GetString() == "problem");
        problem.GetProperty("found").GetString()!.ShouldContain("or set DEEPDEFENSE_LIBTORCH to the folder of a libtorch 2.10"); // the system may have an older one
        problem.GetProperty("fix").GetString()!.ShouldContain("DEEPDEFENSE_LIBTORCH");
        findings.ShouldContain(finding => finding.GetProperty("subject").GetString() == "memory");
    }

    [Fact]
    public async Task A_named_folder_without_libtorch_is_told_with_a_fix()
    {
        using CommandProcess process = CommandProcess.StartUnder($"DEEPDEFENSE_LIBTORCH={_folder.Path}", "doctor", "--json");
        (int code, string output, string error) = await process.End();
        code.ShouldBe(ExitCode.Failed, error);
        output.ShouldContain($"DEEPDEFENSE_LIBTORCH={_folder.Path}");
    }

    [Fact]
    public async Task A_variable_that_sets_nothing_is_a_warning()
    {
        CommandRun run = await CommandRun.Under(new() { ["DEEPDEFENSE_THREDS"] = "2" }, "doctor", "--json", "--threads", "1");
        JsonElement warning = run.Json.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("subject").GetString() == "environment");
        warning.GetProperty("verdict").GetString().ShouldBe("warning");
        warning.GetProperty("found").GetString().ShouldBe("DEEPDEFENSE_THREDS sets no option");
    }
}

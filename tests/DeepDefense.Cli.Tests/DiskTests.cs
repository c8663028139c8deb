using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace DeepDefense.Cli.Tests;

/// <summary>Runs whose disk fills up or whose folder can no longer be written.</summary>
[SupportedOSPlatform("linux")]
[Collection(StoppedRuns.Name)]
public sealed class DiskTests(StoppedRuns runs)
{
    [SmallDiskTheory]
    [InlineData("8k")]
    [InlineData("300k")]
    [InlineData("1000k")]
    [InlineData("1700k")]
    public async Task A_run_on_a_disk_that_is_full_says_so_and_goes_on_when_there_is_room(string size)
    {
        (string wanted, _) = await runs.Alone(ProtectRun.Named);
        string disk = Directory.CreateDirectory(runs.Set.In($"disk{size}")).FullName, kept = Directory.CreateDirectory(runs.Set.In($"kept{size}")).FullName;
        ProtectRun run = runs.In($"disk{size}/run", ProtectRun.Named);
        // The disk is gone with the process that mounted it.
        string script = $"mount -t tmpfs -o size={size} tmpfs {disk}; \"$@\" 2> {kept}/error; echo $? > {kept}/code; "
            + $"mount -o remount,size=64m {disk}; \"$@\" 2> /dev/null; cp -r {disk}/run {kept}";
        using Process process = Process.Start("unshare", ["--map-root-user", "--mount", "sh", "-c", script, "sh", "dotnet", CommandProcess.Program, .. run.Command]);
        await process.WaitForExitAsync();
        File.ReadAllText(Path.Combine(kept, "code")).ShouldBe($"{ExitCode.Failed}\n");
        string error = File.ReadAllText(Path.Combine(kept, "error"));
        error.ShouldMatch(@"error: .*(No space left on device|are free on its disk)[^\n]*\nwhen that is mended, the same command with --resume goes on where it stopped\n$");
        error.ShouldNotContain(".tmp");
        runs.In($"kept{size}/run", ProtectRun.Named).Left().ShouldBe(wanted);
    }

    [SmallDiskTheory]
    [InlineData("8m")]
    public async Task A_review_on_a_disk_that_is_full_changes_nothing_and_goes_on_when_there_is_room(string size)
    {
        await runs.Alone(ProtectRun.Named);
        string disk = Directory.CreateDirectory(runs.Set.In("review-disk")).FullName;
        using CommandProcess review = CommandProcess.StartOnDisk(disk, size, runs.Set.In("alone0"), "review", disk, "--train", runs.Set.Poisoned, "--threads", "1");
        Uri page = new(await review.At("http://127.0.0.1:"));
        using HttpClient browser = new() { DefaultRequestHeaders = { { "Origin", page.GetLeftPart(UriPartial.Authority) } } };
        string filler = review.Root + disk + "/filler", journal = review.Root + disk + "/decisions.journal";
        using (FileStream stream = new(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0)) { Fill(stream); }
        HttpResponseMessage answer;
        // What is left of the journal's last block is used up first.
        while ((answer = await Raise(browser, page)).IsSuccessStatusCode) { }
        answer.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("nothing was changed");
        int version = await Version(browser, page);
        File.ReadAllLines(journal).Length.ShouldBe(version + 1);
        File.Delete(filler);
        (await Raise(browser, page)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.ReadAllLines(journal).Length.ShouldBe(version + 2);
        File.ReadAllLines(journal)[^2..].ShouldAllBe(line => line.StartsWith('{') && line.EndsWith('}'));
        review.Kill();
    }

    [Fact]
    public async Task A_run_whose_folder_becomes_read_only_says_so_and_goes_on_when_it_can_be_written()
    {
        (string wanted, _) = await runs.Alone(ProtectRun.Named);
        ProtectRun run = runs.In("read-only", ProtectRun.Named);
        using (CommandProcess process = CommandProcess.StartUnprivileged(run.Command))
        {
            await process.At("detector 20 %");
            UnixFileMode before = File.GetUnixFileMode(run.Folder);
            File.SetUnixFileMode(run.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            int code;
            string error;
            try { (code, _, error) = await process.End(); }
            finally { File.SetUnixFileMode(run.Folder, before); }
            (code, error.Contains($"error: cannot write {run.Folder}", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), error);
            error.ShouldEndWith("\nwhen that is mended, the same command with --resume goes on where it stopped\n");
        }
        (await run.Finish()).ShouldBe(wanted);
    }

    private static void Fill(FileStream stream)
    {
        try
        {
            while (true) { stream.Write(new byte[4096]); }
        }
        catch (IOException) { }
    }

    private static Task<HttpResponseMessage> Raise(HttpClient browser, Uri page) => browser.PostAsJsonAsync(new Uri(page, "apply"), new { threshold = 1.5 });

    private static async Task<int> Version(HttpClient browser, Uri page) => (await browser.GetFromJsonAsync<JsonNode>(new Uri(page, "state")))!["version"]!.GetValue<int>();

    /// <summary>Skipped where a process cannot mount a disk of its own.</summary>
    private sealed class SmallDiskTheoryAttribute : TheoryAttribute
    {
        private static readonly bool CanMount = OperatingSystem.IsLinux() && Ends("unshare", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /tmp");

        public SmallDiskTheoryAttribute() => Skip = CanMount ? null : "needs a system on which a user may mount a disk for himself (unshare --map-root-user --mount)";

        private static bool Ends(string program, params string[] args)
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception) { return false; }
        }
    }
}

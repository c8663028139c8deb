using System.Diagnostics;

namespace DeepDefense.Cli.Tests;

public sealed class ShellQuotingTests
{
    [Fact]
    public void Plain_words_stay_as_they_are() => ShellQuoting.Join(["./deepdefense", "scan", "--out", "a-b/c_1.csv"]).ShouldBe("./deepdefense scan --out a-b/c_1.csv");

    [Fact]
    public void A_shell_reads_the_same_words_back()
    {
        string[] words = ["a b", "", "it's", "$HOME `id` \"x\" \\ *", "new\nline", ";rm", "~", "äß", "#no"];
        ProcessStartInfo start = new("/bin/sh", ["-c", "printf '%s\\0' " + ShellQuoting.Join(words)]) { RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        output.Split('\0')[..^1].ShouldBe(words);
    }
}

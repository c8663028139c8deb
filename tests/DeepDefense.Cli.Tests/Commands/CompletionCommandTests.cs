using System.Diagnostics;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests.Commands;

/// <summary>The script for bash, sourced and asked by bash itself.</summary>
public sealed class CompletionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deepdefense de", "defend demo detector")]
    [InlineData("deepdefense defend ", "--config --help -? -h abl fine-prune retrain unlearn")]
    [InlineData("deepdefense scan --isolation-", "--isolation-rate --isolation-rule")]
    [InlineData("deepdefense demo --augmentation ", "CropFlip Dihedral Flip None")]
    [InlineData("deepdefense demo --augmentation C", "CropFlip")]
    [InlineData("deepdefense reproduce all --profile q", "quick")]
    [InlineData("deepdefense completion ", "--config --help -? -h bash fish zsh")]
    [InlineData("deepdefense scan --train ", "")]
    public async Task Bash_completes(string typed, string expected)
    {
        CommandRun script = await CommandRun.Of("completion", "bash");
        script.Code.ShouldBe(ExitCode.Success);
        // What bash does at TAB: it sets these variables and calls the function that complete -p names.
        string asked = $$"""
            deepdefense() { dotnet {{Path.Combine(AppContext.BaseDirectory, "DeepDefense.Cli.dll")}} "$@"; }
            {{script.Output}}
            COMP_LINE='{{typed}}' COMP_POINT={{typed.Length}}
            read -ra COMP_WORDS <<< "$COMP_LINE"
            [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$(({{"${#COMP_WORDS[@]}"}} - 1))
            function=$(complete -p deepdefense | sed -E 's/.*-F ([^ ]+).*/\1/')
            $function
            echo "${COMPREPLY[*]}"
            """;
        (await Ask("bash", asked)).ShouldBe(expected + "\n");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_script_names_its_shell_and_asks_the_program(string shell)
    {
        CommandRun script = await CommandRun.Of("completion", shell);
        script.Output.ShouldContain($"# {shell} completion for deepdefense");
        script.Output.ShouldContain("[suggest:");
    }

    [Theory]
    [InlineData("Hihg", "error: --fail-on Hihg: expected one of None, Low, Medium, High. Did you mean High?")]
    [InlineData("\u001b[2J\n", "error: --fail-on \\x1B[2J\\n: expected one of None, Low, Medium, High.")]
    public async Task A_choice_that_is_misspelled_is_told_in_one_line_with_what_may_be_meant(string typed, string told)
    {
        CommandRun run = await CommandRun.Of("scan", "--train", "t", "--out", "o", "--fail-on", typed);
        (run.Code, run.Error.Split('\n')[0]).ShouldBe((ExitCode.Usage, told));
    }

    [Fact]
    public async Task Another_shell_is_a_usage_error()
    {
        (await CommandRun.Of("completion", "tcsh")).Code.ShouldBe(ExitCode.Usage);
    }

    private async Task<string> Ask(string shell, string script)
    {
        string file = Path.Combine(_folder.Path, "script");
        await File.WriteAllTextAsync(file, script);
        using Process process = Process.Start(new ProcessStartInfo(shell, ["--norc", "--noprofile", file]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}

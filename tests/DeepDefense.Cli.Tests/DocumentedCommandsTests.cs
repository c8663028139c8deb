using System.Text.RegularExpressions;
using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>Command lines in the documentation that a reader copies: fenced blocks of <c>sh</c> and steps of YAML.</summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    private static readonly string[] Quick = ["poison", "data info", "data convert"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("README.md", 19)]
    [InlineData("docs/tutorial.md", 17)]
    [InlineData("docs/ci.md", 4)]
    [InlineData("docs/commands.md", 1)]
    public async Task Every_command_of_a_document_is_one_that_the_program_knows(string document, int least)
    {
        string[][] commands = [.. CommandsIn(document)];
        commands.Length.ShouldBeGreaterThanOrEqualTo(least);
        foreach (string[] command in commands)
        {
            CommandRun shown = await CommandRun.Of(["config", "show", "--json", "--", .. command]);
            (shown.Code, shown.Output.Contains("\"from\": \"required\"", StringComparison.Ordinal)).ShouldBe((ExitCode.Success, false), $"{string.Join(' ', command)}: {shown.Error}");
        }
    }

    [Fact]
    public async Task The_quick_commands_of_the_tutorial_run_as_they_stand_there()
    {
        string[][] commands = [.. CommandsIn("docs/tutorial.md").Where(command => Quick.Any(quick => string.Join(' ', command).StartsWith(quick, StringComparison.Ordinal)))];
        commands.Length.ShouldBeGreaterThanOrEqualTo(2);
        foreach (string[] command in commands)
        {
            using CommandProcess process = CommandProcess.StartIn(_folder.Path, command);
            (int code, _, string error) = await process.End();
            code.ShouldBe(ExitCode.Success, $"{string.Join(' ', command)}: {error}");
        }
    }

    private static IEnumerable<string[]> CommandsIn(string document)
    {
        string text = File.ReadAllText(Documents.PathOf(document)).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match block in Block().Matches(text))
        {
            foreach (Match line in Command().Matches(block.Value)) { yield return [.. Word().Matches(line.Groups[1].Value).Select(word => word.Value.Trim('"'))]; }
        }
    }

    [GeneratedRegex(@"^```(sh|yaml)\n.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    // Up to a comment, or to what the shell makes of its end.
    [GeneratedRegex(@"^[ -]*(?:run: |entry: )?(?:\./)?deepdefense ((?:(?! #|\|\||;|>).)+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}

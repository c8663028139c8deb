namespace DeepDefense.Cli.Tests.Commands;

public sealed class ReferenceCommandTests
{
    [Fact]
    public async Task The_reference_in_the_documentation_is_what_the_program_says() =>
        (await CommandRun.Of("reference")).Output.ShouldBe(await File.ReadAllTextAsync(Documents.PathOf("docs/commands-reference.md")),
            "deepdefense reference > docs/commands-reference.md");
}

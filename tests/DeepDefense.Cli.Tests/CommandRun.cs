using System.Text.Json;

namespace DeepDefense.Cli.Tests;

/// <summary>A command inside of the test's process, for those that need no libtorch, under an environment of the test's choice.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>The one JSON object on stdout.</summary>
    internal JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    internal static Task<CommandRun> Of(params string[] args) => Under([], args);

    internal static async Task<CommandRun> Under(Dictionary<string, string> environment, params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await new CommandLine(output, error, TimeProvider.System, environment).RunAsync(args, CancellationToken.None);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}

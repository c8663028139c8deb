using System.Collections;
using DeepDefense.Cli;
using DeepDefense.Torch.Distributed;

Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
// The standard output of a rank is a terminal, though it may end in a file; Console would write a control sequence before the data.
(TextWriter output, TextWriter error) = MpiLaunch.Of(environment) is null
    ? (Console.Out, Console.Error)
    : (Plain(Console.OpenStandardOutput()), Plain(Console.OpenStandardError()));
return await new CommandLine(output, error, TimeProvider.System, environment).RunAsync(args, CancellationToken.None).ConfigureAwait(false);

static StreamWriter Plain(Stream stream) => new(stream) { AutoFlush = true };

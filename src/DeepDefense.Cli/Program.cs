using System.Collections;
using DeepDefense.Cli;
using DeepDefense.Torch.Distributed;

Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
// The standard output of a rank is a terminal to .NET, though it may end in a file: without a kind, no control sequence goes before the data.
if (MpiLaunch.Of(environment) is not null) { Environment.SetEnvironmentVariable("TERM", null); }
return await new CommandLine(Console.Out, Console.Error, TimeProvider.System, environment).RunAsync(args, CancellationToken.None).ConfigureAwait(false);

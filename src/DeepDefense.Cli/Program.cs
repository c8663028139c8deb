using System.Collections;
using DeepDefense.Cli;

Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
return await new CommandLine(Console.Out, Console.Error, TimeProvider.System, environment).RunAsync(args, CancellationToken.None).ConfigureAwait(false);

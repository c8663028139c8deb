using DeepDefense.Cli;

return await new CommandLine(Console.Out, Console.Error, TimeProvider.System).RunAsync(args, CancellationToken.None).ConfigureAwait(false);

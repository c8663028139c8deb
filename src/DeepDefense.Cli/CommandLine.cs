using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using DeepDefense.Attacks;
using DeepDefense.Cli.Commands;
using DeepDefense.Cli.Configuration;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Paper.Stages;
using DeepDefense.Protocol;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The commands, and the one place where failures become messages and exit codes.</summary>
/// <param name="output">Data: results, nothing else.</param>
/// <param name="error">Talk: progress and messages.</param>
/// <param name="time">The clock.</param>
/// <param name="environment">Environment variables: those that begin with <c>DEEPDEFENSE_</c> set options.</param>
public sealed class CommandLine(TextWriter output, TextWriter error, TimeProvider time, IReadOnlyDictionary<string, string> environment)
{
    private readonly MpiLaunch? _launch = MpiLaunch.Of(environment);

    // Of several ranks the first talks; of the others only failures are heard.
    private readonly TextWriter _output = Heard(output, environment), _talk = Heard(error, environment);

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        Terminal terminal = new(_output, _talk, time) { Launch = _launch };
        int code = await TellingAsync(args, terminal, cancellation).ConfigureAwait(false);
        // Others would wait for a rank that failed.
        if (code != ExitCode.Success) { terminal.Joined.Abort(code); }
        return code;
    }

    private static TextWriter Heard(TextWriter writer, IReadOnlyDictionary<string, string> environment) => MpiLaunch.Of(environment) is { Rank: > 0 } ? TextWriter.Null : writer;

    private async Task<int> TellingAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        try { return await RunAsync(args, terminal, cancellation).ConfigureAwait(false); }
#pragma warning disable CA1031 // the last resort: whatever was not foreseen
        catch (Exception e)
#pragma warning restore CA1031
        {
            await TellAsync([FaultFile.Tell(e, terminal)]).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        ConfiguredCommand command;
        try { command = Parser(terminal).Parse(args); }
        catch (UsageException e)
        {
            await TellAsync(e.Problems).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        ParseResult parsed = command.Parsed;
        terminal.CommandLine = ShellQuoting.Join(["./deepdefense", .. args, .. command.Settings.SelectMany(setting => setting.Tokens)]);
        if (parsed.Errors.Count > 0)
        {
            await TellAsync(command.Problems).ConfigureAwait(false);
            await _talk.WriteLineAsync(Hint(parsed.CommandResult.Command)).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = _output,
                Error = _talk,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _talk.WriteLineAsync(Stopped(IsResumable(parsed))).ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (IsUsage(e))
        {
            await TellAsync(e is UsageException { Problems: { Count: > 1 } problems } ? problems : [command.WithOrigin(FailureMessage.Of(e, parsed))]).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (Exception e) when (IsExpected(e))
        {
            await TellAsync([FailureMessage.Of(e, parsed)], hasLines: e is ModelFormatException or ExternalException).ConfigureAwait(false);
            bool canBeMended = e is (IOException or UnauthorizedAccessException) and not (FileNotFoundException or DirectoryNotFoundException or FolderInUseException);
            if (canBeMended && IsResumable(parsed))
            {
                await _talk.WriteLineAsync("when that is mended, the same command with --resume goes on where it stopped").ConfigureAwait(false);
            }
            bool nothing = e is DatasetException { HoldsNoImage: true, Path: { } path } && parsed.CommandResult.Command is (ScanCommand or ScanMergeCommand or ProtectCommand)
                && path == parsed.GetValue<string>(ScanCommand.Scanned);
            return nothing ? ExitCode.NothingScanned : ExitCode.Failed;
        }
    }

    // A rank hears of the end of another as it does of the user's wish: by a signal of the launcher.
    private string Stopped(bool isResumable) =>
        $"{(_launch is null ? "cancelled" : "cancelled, or another rank has ended")}{(isResumable ? "; the same command with --resume goes on" : "")}";

    private static string Hint(Command command) => command is RootCommand
        ? "deepdefense --help lists commands and options"
        : $"deepdefense {CommandTree.PathOf(command)} --help lists its {(command.Action is null ? "commands" : "options")}";

    private static bool IsResumable(ParseResult parsed) => parsed.CommandResult.Command.Options.Any(option => option.Name == CommonOptions.Resumption);

    // Of a model, which the user named, a message may be of several lines; else they would be those of a file's name.
    private async Task TellAsync(IEnumerable<string> problems, bool hasLines = false)
    {
        foreach (string problem in problems)
        {
            string message = _launch is { Rank: > 0 } ? $"rank {_launch.Rank} of {_launch.Size}: error: {problem}" : $"error: {problem}";
            foreach (string line in hasLines ? message.Split('\n') : [message]) { await error.WriteLineAsync(PlainText.Of(line)).ConfigureAwait(false); }
        }
    }

    private ConfiguredParser Parser(Terminal terminal)
    {
        RootCommand root = new("Finds poisoned training images by steganalysis and unlearns the backdoor that they left.");
        PathOption file = new("--config", PathUse.Input)
        {
            Description = $"Configuration file (YAML). [default: {ConfigurationFile.DefaultName}, where there is one]",
            Recursive = true,
        };
        ConfiguredParser parser = new(root, file, new EnvironmentVariables(environment));
        root.Options.Add(file);
        root.Subcommands.Add(new DemoCommand(terminal));
        root.Subcommands.Add(new ProtectCommand(terminal));
        root.Subcommands.Add(new PoisonCommand(terminal));
        root.Subcommands.Add(new TrainCommand(terminal));
        root.Subcommands.Add(new Command("detector", "Builds detectors.") { new DetectorTrainCommand(terminal) });
        root.Subcommands.Add(new Command("ssba", "Prepares the sample-specific trigger.") { new SsbaTrainCommand(terminal) });
        root.Subcommands.Add(new ScanCommand(terminal, environment) { new ScanMergeCommand(terminal) });
        root.Subcommands.Add(new ReviewCommand(terminal));
        root.Subcommands.Add(new Command("defend", "Removes backdoors from models.")
        {
            new UnlearnCommand(terminal),
            new RetrainCommand(terminal),
            new FinePruneCommand(terminal),
            new AntiBackdoorLearningCommand(terminal),
        });
        root.Subcommands.Add(new Command("data", "Looks data sets over, changes their layout, and takes poison out of them.") { new DataInfoCommand(terminal), new DataConvertCommand(terminal), new DataCleanCommand(terminal) });
        root.Subcommands.Add(new EvaluateCommand(terminal));
        root.Subcommands.Add(new InspectCommand(terminal));
        root.Subcommands.Add(new ExportCommand(terminal));
        root.Subcommands.Add(new CorrelateCommand(terminal));
        root.Subcommands.Add(new ReproduceCommand(terminal));
        root.Subcommands.Add(new Command("config", "Says what is configured.") { new ConfigShowCommand(terminal, parser) });
        root.Subcommands.Add(new Command("runs", "Looks at what demo and protect left.")
        {
            new RunsListCommand(terminal),
            new RunsShowCommand(terminal),
            new RunsCompareCommand(terminal),
        });
        root.Subcommands.Add(new DoctorCommand(terminal, parser));
        root.Subcommands.Add(new CompletionCommand(terminal));
        root.Subcommands.Add(new ReferenceCommand(terminal, parser));
        // The root's help also answers to names of another system.
        Option help = root.Options.OfType<HelpOption>().Single();
        foreach (string foreign in new[] { "/?", "/h" }) { help.Aliases.Remove(foreign); }
        return parser;
    }

    private static bool IsUsage(Exception e) => e is ArgumentException or RunException or UsageException;

    private static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or DatasetException
        or ImageFormatException or ModelFormatException or PoisonManifestException or ExternalException or TrainingException
        or DllNotFoundException or NotSupportedException or ScriptPlaceException or StageMissingException or InvalidDataException;
}

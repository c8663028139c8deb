using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using DeepDefense.Attacks;
using DeepDefense.Cli.Commands;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Protocol;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>The commands, and the one place where failures become messages and exit codes.</summary>
/// <param name="output">Data: results, nothing else.</param>
/// <param name="error">Talk: progress and messages.</param>
/// <param name="time">The clock.</param>
public sealed partial class CommandLine(TextWriter output, TextWriter error, TimeProvider time)
{
    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors) { await error.WriteLineAsync($"error: {problem.Message}").ConfigureAwait(false); }
            await error.WriteLineAsync("deepdefense --help lists commands and options").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            bool resumable = parsed.CommandResult.Command.Options.Any(option => option.Name == CommonOptions.Resumption);
            await error.WriteLineAsync(resumable ? "cancelled; the same command with --resume goes on" : "cancelled").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (IsUsage(e))
        {
            await error.WriteLineAsync(PlainText.Of($"error: {Message(e)}")).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (Exception e) when (IsExpected(e))
        {
            await error.WriteLineAsync(PlainText.Of($"error: {Message(e)}")).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private RootCommand Root()
    {
        Terminal terminal = new(output, error, time);
        RootCommand root = new("Finds poisoned training images by steganalysis and unlearns the backdoor that they left.");
        root.Subcommands.Add(new DemoCommand(terminal));
        root.Subcommands.Add(new ProtectCommand(terminal));
        root.Subcommands.Add(new PoisonCommand(terminal));
        root.Subcommands.Add(new TrainCommand(terminal));
        root.Subcommands.Add(new Command("detector", "Builds detectors.") { new DetectorTrainCommand(terminal) });
        root.Subcommands.Add(new Command("ssba", "Prepares the sample-specific trigger.") { new SsbaTrainCommand(terminal) });
        root.Subcommands.Add(new ScanCommand(terminal));
        root.Subcommands.Add(new Command("defend", "Removes backdoors from models.")
        {
            new UnlearnCommand(terminal),
            new FinePruneCommand(terminal),
            new AntiBackdoorLearningCommand(terminal),
        });
        root.Subcommands.Add(new Command("data", "Looks data sets over, and changes their layout.") { new DataInfoCommand(terminal), new DataConvertCommand(terminal) });
        root.Subcommands.Add(new EvaluateCommand(terminal));
        root.Subcommands.Add(new CorrelateCommand(terminal));
        root.Subcommands.Add(new ReproduceCommand(terminal));
        return root;
    }

    // .NET tells the name of a parameter and the value on top; a user knows neither parameters nor pascal case.
    private static string Message(Exception e)
    {
        string text = ParameterSuffix().Replace(e.Message, "");
        return e is ArgumentOutOfRangeException { ActualValue: { } value, ParamName: { } name }
            ? string.Create(CultureInfo.InvariantCulture, $"{WordStart().Replace(name, " $0").TrimStart().ToLowerInvariant()} {value}: {text.Split('\n')[0]}")
            : text;
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex ParameterSuffix();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();

    private static bool IsUsage(Exception e) => e is ArgumentException or RunException or UsageException;

    private static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or DatasetException
        or ImageFormatException or ModelFormatException or PoisonManifestException or TorchException or TrainingException
        or DllNotFoundException;
}

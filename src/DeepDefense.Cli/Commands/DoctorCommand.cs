using System.CommandLine;
using DeepDefense.Cli.Configuration;
using DeepDefense.Cli.Diagnosis;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Cli.Commands;

/// <summary>Looks whether everything is there that the other commands need, and how fast it is.</summary>
internal sealed class DoctorCommand : SharedCommand
{
    private readonly Option<bool> _json = CommonOptions.JsonOption();
    private readonly Option<int> _threads = CommonOptions.ThreadsOption("the processors");
    private readonly ConfiguredParser _parser;

    internal DoctorCommand(Terminal terminal, ConfiguredParser parser)
        : base("doctor", "Checks native library, processor, memory and configuration, and names a fix for each finding.", terminal)
    {
        _parser = parser;
        Options.Add(_json);
        Options.Add(_threads);
    }

    private protected override int Work(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        Finding[] findings =
        [
            new(".NET", Health.Ok, Environment.Version.ToString()),
            .. new TorchFindings(Terminal.Time).All(CommonOptions.ThreadsOf(parsed, _threads, group)),
            RankFinding.Of(Terminal.Launch, group, cancellation),
            .. MachineFindings.All(Environment.CurrentDirectory),
            .. _parser.Environment.Unknown(_parser.Root).Select(name => new Finding("environment", Health.Warning, $"{name} sets no option", $"unset {name}, or see deepdefense config show")),
        ];
        bool healthy = findings.All(finding => finding.Verdict != Health.Problem);
        if (parsed.GetValue(_json)) { Terminal.WriteJson(new { Healthy = healthy, Findings = findings }); }
        else
        {
            Terminal.WriteTextTable(["subject", "verdict", "found"], findings.Select(finding => new[] { finding.Subject, finding.Verdict.ToString().ToLowerInvariant(), finding.Found }));
            foreach (Finding finding in findings.Where(finding => finding.Fix is not null)) { Terminal.WriteLine($"{finding.Subject}: {finding.Fix}"); }
        }
        return healthy ? ExitCode.Success : ExitCode.Failed;
    }
}

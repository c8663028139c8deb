using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;

namespace DeepDefense.Tests.Reporting;

/// <summary>A purified model as its documents see it.</summary>
internal static class PurifiedModels
{
    /// <summary>The same of a network that came as TorchScript.</summary>
    internal static PurifiedModel Foreign => Example with { Description = Example.Description with { Architecture = ModelDescription.TorchScript, Output = ModelOutput.Probabilities } };

    internal static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    internal static PurifiedModel Example { get; } = new()
    {
        File = new ModelFile("purified-model.safetensors", new string('a', 64)),
        Suspicious = new ModelFile("suspicious.safetensors", new string('b', 64)),
        Description = new ModelDescription { ImageHeight = 32, ImageWidth = 48, ClassNames = ["dog", "<b>cat</b>\n# Not a heading | x"] },
        Method = PurificationMethod.Unlearning,
        Options = new UnlearningOptions(),
        Isolated = 165,
        Data = [new DataSource("training set", 4136, new string('c', 64)), new DataSource("clean set", 1034, new string('d', 64))],
        Before = ModelMetrics.Of(0.653, new AttackMetrics(0.967, 0.018)),
        After = ModelMetrics.Of(0.669, new AttackMetrics(0.005, 0.558)),
        Verdict = new Verdict(Severity.High, "A headline.", "An explanation.", 0.75, 0.25, 1, []),
        Seed = 7,
        Time = Noon,
    };
}

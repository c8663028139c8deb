using DeepDefense.Evaluation;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Appearance;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

namespace DeepDefense.Protocol;

/// <summary>What the stages of Algorithm 1 found, and the model that they left.</summary>
/// <param name="Before">The suspicious model, measured.</param>
/// <param name="After">The purified model, measured.</param>
/// <param name="Scan">Scores, flagged and isolated images.</param>
/// <param name="Evidence">What the views say, or null: a detector scored.</param>
/// <param name="Appearance">What the trigger looks like, or null: nothing is isolated, or this is not the first rank.</param>
/// <param name="Purified">The file of the purified model.</param>
internal sealed record ProtocolOutcome(ModelMetrics Before, ModelMetrics After, ScanReport Scan, EvidenceReport? Evidence, TriggerAppearance? Appearance, string Purified)
{
    /// <summary>Writes what goes with the purified model: pictures, its card and its bill of materials.</summary>
    internal void Document(RunFolder run, ProtocolInputs inputs, UnlearningOptions options, Verdict verdict, EstimatedTrigger? estimated, Classifier model, Seed seed)
    {
        ProtocolContactSheet.Write(run.FilePath("contact-sheet.png"), inputs.Test, (inputs.Truth?.Trigger ?? (inputs.Source as TriggerSource)?.Options)?.CreateTrigger(),
            inputs.Training, Scan);
        PurifiedModel document = new()
        {
            File = ModelFile.Of(Purified),
            Suspicious = ModelFile.Of(inputs.ModelPath),
            Description = model.Description,
            Library = model.Library,
            Method = PurificationMethod.Unlearning,
            Options = options,
            Isolated = Scan.Isolated.Length,
            Data = [DataSource.Of("training set", inputs.Training), DataSource.Of("clean set", inputs.Clean), DataSource.Of("test set", inputs.Test)],
            Before = Before,
            After = After,
            EstimatedTrigger = estimated,
            Verdict = verdict,
            Seed = seed.Value,
            Time = run.Now,
        };
        ModelCard.Write(ModelCard.PathFor(Purified), document);
        ModelBom.Write(run.FilePath("bom.cdx.json"), document);
    }
}

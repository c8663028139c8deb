using DeepDefense.Evaluation;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Models;
using DeepDefense.Steganalysis;

namespace DeepDefense.Reporting;

/// <summary>All that is known of a purified model: what its card and its bill of materials are written from.</summary>
public sealed record PurifiedModel
{
    /// <summary>The model.</summary>
    public required ModelFile File { get; init; }

    /// <summary>Its architecture and input.</summary>
    public required ModelDescription Description { get; init; }

    /// <summary>How it was purified.</summary>
    public required PurificationMethod Method { get; init; }

    /// <summary>The options of the method.</summary>
    public required object Options { get; init; }

    /// <summary>The seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The images that it was made and measured with.</summary>
    public required IReadOnlyList<DataSource> Data { get; init; }

    /// <summary>The model that it was made from, or null: it was trained anew.</summary>
    public ModelFile? Suspicious { get; init; }

    /// <summary>How many images were isolated, or null: the method isolates none.</summary>
    public int? Isolated { get; init; }

    /// <summary>What the suspicious model does, or null: not measured.</summary>
    public ModelMetrics? Before { get; init; }

    /// <summary>What the purified model does, or null: not measured.</summary>
    public ModelMetrics? After { get; init; }

    /// <summary>What the trigger does as far as it was seen in the isolated images, or null: not measured.</summary>
    public EstimatedTrigger? EstimatedTrigger { get; init; }

    /// <summary>The images that the two were measured on, as in "on the ...".</summary>
    public string MeasuredOn { get; init; } = "test images";

    /// <summary>What the scan of the training set says, or null: it was not scanned.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether the network is one of ours, of which more is known than its file says.</summary>
    internal bool IsOwnNetwork => Description.Architecture != ModelDescription.TorchScript;

    /// <summary>What reads the file in Python, by its name on the Hugging Face hub; ours for our own networks.</summary>
    public string Library { get; init; } = Tool.Name;

    /// <summary>The method in words.</summary>
    internal string MethodText => Method switch
    {
        PurificationMethod.Unlearning when Isolated == 0 => "None: no image was isolated, so that nothing was unlearned, and this is the suspicious model as it was.",
        PurificationMethod.Unlearning => "Backdoor unlearning: trained on until the labels of the isolated images are improbable for them, while it keeps its answers on clean images.",
        PurificationMethod.FinePruning when Options is FinePruningOptions { FineTuningEpochs: 0 } => "Fine-pruning: the channels that clean images leave dormant were pruned; the rest was not fine-tuned.",
        PurificationMethod.FinePruning => "Fine-pruning: the channels that clean images leave dormant were pruned, and the rest fine-tuned on clean images.",
        _ => "Anti-backdoor learning: trained anew on the suspicious set, with the images of lowest loss isolated and then unlearned.",
    };

    /// <summary>What a user must know before relying on the model.</summary>
    internal IEnumerable<string> Limits
    {
        get
        {
            yield return Method switch
            {
                PurificationMethod.Unlearning => "Only what the isolated images carry is unlearned. A second backdoor, or a trigger that the detector does not see, stays.",
                PurificationMethod.FinePruning => "A backdoor that lives in channels which clean images use as well stays.",
                _ => "Poisoned images that were not learned faster than clean ones are not isolated, and their backdoor stays.",
            };
            yield return "A low attack success rate is one of the trigger that was measured. Other triggers were not tried, nor an attacker who knows this defence.";
            yield return "The accuracy is that on images like the clean ones; with few of them it is uncertain by some percent.";
        }
    }

    /// <summary>What is not known of the model, in words.</summary>
    internal IEnumerable<string> NotMeasured
    {
        get
        {
            if (After?.CleanAccuracy is null) { yield return "Clean accuracy of this model."; }
            if (Suspicious is not null && Before?.CleanAccuracy is null) { yield return "Clean accuracy of the suspicious model."; }
            if (EstimatedTrigger is { } seen)
            {
                yield return "The trigger itself: what was seen of it in the isolated images was put on clean images, to learn from and to measure with. What was not seen may still work."
                    + (seen.SaysLittle ? " As it was seen it hardly works in the suspicious model either, so that these rates say little." : "");
            }
            if (After?.AttackSuccessRate is null) { yield return "Attack success rate and robust accuracy: the trigger in the training set is not known, or was not tried."; }
            if (Verdict is null) { yield return "Whether the training set is poisoned: it was not scanned in this run."; }
            yield return "Accuracy by group, robustness to natural changes of the images, calibration, energy.";
        }
    }
}

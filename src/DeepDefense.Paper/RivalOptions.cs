using DeepDefense.Mitigation.AdversarialNeuronPruning;
using DeepDefense.Mitigation.AdversarialUnlearning;
using DeepDefense.Mitigation.AntiBackdoorLearning;
using DeepDefense.Mitigation.AttentionDistillation;
using DeepDefense.Mitigation.FinePruning;
using DeepDefense.Mitigation.FineTuning;
using DeepDefense.Mitigation.NeuralCleanse;
using DeepDefense.Mitigation.SharpnessAwareTuning;

namespace DeepDefense.Paper;

/// <summary>How the rivals of unlearning are run. The defaults are those of their authors.</summary>
public sealed record RivalOptions
{
    /// <summary>Fine-tuning.</summary>
    public FineTuningOptions FineTuning { get; init; } = new();

    /// <summary>FT-SAM.</summary>
    public SharpnessAwareTuningOptions SharpnessAwareTuning { get; init; } = new();

    /// <summary>NAD.</summary>
    public AttentionDistillationOptions AttentionDistillation { get; init; } = new();

    /// <summary>ANP.</summary>
    public AdversarialNeuronPruningOptions AdversarialNeuronPruning { get; init; } = new();

    /// <summary>I-BAU.</summary>
    public AdversarialUnlearningOptions AdversarialUnlearning { get; init; } = new();

    /// <summary>Neural Cleanse.</summary>
    public NeuralCleanseOptions NeuralCleanse { get; init; } = new();

    /// <summary>Fine-pruning.</summary>
    public FinePruningOptions FinePruning { get; init; } = FinePruningOptions.Original;

    /// <summary>ABL. Default a quarter of the authors' epochs, 3 + 15 where they take 10 + 60: about as many as the victims of the table unknown have.</summary>
    public AntiBackdoorLearningOptions AntiBackdoorLearning { get; init; } = AntiBackdoorLearningOptions.Original.Scaled(0.25);

    /// <summary>A share of the epochs and steps of each.</summary>
    /// <param name="factor">Above 0; each keeps at least 1.</param>
    public RivalOptions Scaled(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return this with
        {
            FineTuning = Of(FineTuning),
            SharpnessAwareTuning = SharpnessAwareTuning with { Tuning = Of(SharpnessAwareTuning.Tuning) },
            AttentionDistillation = AttentionDistillation with { Teacher = Of(AttentionDistillation.Teacher), Student = Of(AttentionDistillation.Student) },
            AdversarialNeuronPruning = AdversarialNeuronPruning with { Steps = Times(AdversarialNeuronPruning.Steps) },
            AdversarialUnlearning = AdversarialUnlearning with { Rounds = Times(AdversarialUnlearning.Rounds) },
            NeuralCleanse = NeuralCleanse with { SearchSteps = Times(NeuralCleanse.SearchSteps), Tuning = Of(NeuralCleanse.Tuning) },
            FinePruning = FinePruning with { FineTuningEpochs = Times(FinePruning.FineTuningEpochs) },
            AntiBackdoorLearning = AntiBackdoorLearning.Scaled(factor),
        };

        FineTuningOptions Of(FineTuningOptions tuning) => tuning with { Epochs = Times(tuning.Epochs) };

        int Times(int count) => Math.Max(1, (int)Math.Round(count * factor, MidpointRounding.AwayFromZero));
    }
}

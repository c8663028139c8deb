namespace DeepDefense.Reporting;

/// <summary>How a model was purified.</summary>
public enum PurificationMethod
{
    /// <summary>Backdoor unlearning with isolated images.</summary>
    Unlearning,

    /// <summary>Fine-pruning.</summary>
    FinePruning,

    /// <summary>Anti-backdoor learning.</summary>
    AntiBackdoorLearning,
}

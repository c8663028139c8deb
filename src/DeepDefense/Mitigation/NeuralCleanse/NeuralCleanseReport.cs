namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>What Neural Cleanse found.</summary>
/// <param name="Sizes">(K): the size of the smallest trigger of each class, the sum of its opacities, in pixels.</param>
/// <param name="Succeeded">(K): whether it turns as many images into its class as <see cref="NeuralCleanseOptions.SuccessRate"/> asks; where not, its size says little.</param>
/// <param name="AnomalyIndices">(K): how far each size is from their median, in deviations.</param>
/// <param name="Suspected">Classes whose trigger is too small. Where there is none the model is as it was.</param>
public sealed record NeuralCleanseReport(IReadOnlyList<double> Sizes, IReadOnlyList<bool> Succeeded, IReadOnlyList<double> AnomalyIndices, IReadOnlyList<int> Suspected);

namespace DeepDefense.Mitigation.FinePruning;

/// <summary>What fine-pruning did. Accuracies are those on the clean validation images, in [0, 1].</summary>
/// <param name="Channels">C, how many there were.</param>
/// <param name="Pruned">Those that were pruned, in [0, C), the least active first.</param>
/// <param name="AccuracyBefore">Accuracy of the suspicious model.</param>
/// <param name="AccuracyPruned">Accuracy without those channels, before fine-tuning.</param>
/// <param name="AccuracyAfter">Accuracy at the end.</param>
public sealed record FinePruningReport(int Channels, IReadOnlyList<int> Pruned, double AccuracyBefore,
    double AccuracyPruned, double AccuracyAfter);

namespace DeepDefense.Evaluation;

/// <summary>The share of images that a network classifies correctly (CA, on clean test images).</summary>
public static class Accuracy
{
    /// <summary>The share of predictions that equal their label, in [0, 1].</summary>
    /// <param name="predictions">(N), N at least 1.</param>
    /// <param name="labels">(N).</param>
    /// <exception cref="ArgumentException">There are no predictions, or not one a label.</exception>
    public static double Of(ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels)
    {
        if (predictions.Length != labels.Length || predictions.IsEmpty)
        {
            throw new ArgumentException(
                $"{predictions.Length} predictions for {labels.Length} labels; expected as many, and at least 1",
                nameof(predictions));
        }
        int correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (predictions[i] == labels[i]) { correct++; }
        }
        return (double)correct / labels.Length;
    }
}

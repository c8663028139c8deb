namespace DeepDefense.Evaluation;

/// <summary>How often a network gives one answer for images of one class: an entry of its confusion matrix.</summary>
/// <param name="Label">What the images are.</param>
/// <param name="Answer">What the network takes them for.</param>
/// <param name="Images">How many of them, at least 1.</param>
public sealed record AnswerCount(int Label, int Answer, int Images)
{
    /// <summary>Counts answers; pairs that do not occur are left out.</summary>
    /// <param name="labels">(N), what the images are.</param>
    /// <param name="answers">(N).</param>
    /// <returns>By label, then by answer.</returns>
    public static IReadOnlyList<AnswerCount> Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> answers)
    {
        if (labels.Length != answers.Length) { throw new ArgumentException($"{answers.Length} answers for {labels.Length} labels", nameof(answers)); }
        SortedDictionary<(int Label, int Answer), int> counts = [];
        for (int i = 0; i < labels.Length; i++)
        {
            (int, int) pair = (labels[i], answers[i]);
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }
        return [.. counts.Select(count => new AnswerCount(count.Key.Label, count.Key.Answer, count.Value))];
    }
}

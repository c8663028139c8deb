namespace DeepDefense.Paper;

/// <summary>One number of a table or figure, beside the paper's.</summary>
/// <param name="Task">The task, e.g. <c>CIFAR10</c>.</param>
/// <param name="Subject">What was measured on: attack, and defence where there are several.</param>
/// <param name="Quantity">What was measured, e.g. <c>ASR</c>; rates in [0, 1].</param>
/// <param name="Paper">The published number, or null: none.</param>
/// <param name="Ours">The measured number, or null: it is not defined here.</param>
/// <param name="Seconds">Time that the last stage behind it took when it was computed, without those that it uses.</param>
public sealed record Measurement(string Task, string Subject, string Quantity, double? Paper, double? Ours, double Seconds)
{
    /// <summary>Ours less the paper's, or null.</summary>
    public double? Difference => Ours - Paper;
}

using System.Globalization;
using System.Text.Json.Serialization;

namespace DeepDefense.Paper;

/// <summary>One number of a table or figure, beside the paper's.</summary>
/// <param name="Subject">What was measured on: attack, and defence where there are several.</param>
/// <param name="Quantity">What was measured, e.g. <c>ASR</c>; rates in [0, 1].</param>
/// <param name="Paper">The published number, or null: none.</param>
/// <param name="Ours">The measured number, or null: it is not defined here.</param>
/// <param name="Seconds">Time that the last stage behind it took when it was computed, without those that it uses.</param>
public sealed record Measurement(string Subject, string Quantity, double? Paper, double? Ours, double Seconds)
{
    /// <summary>When, on what and by which version it was written, or null (default): by the run that wrote the table.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Origin { get; init; }

    /// <summary>Ours less the paper's, or null.</summary>
    public double? Difference => Ours - Paper;

    /// <summary>The cells of its row: subject, quantity, paper, ours, difference, seconds.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Cells =>
        [Subject, Quantity, Show(Paper), Show(Ours), Show(Difference), Seconds.ToString("F0", CultureInfo.InvariantCulture)];

    // Correlations and areas are no rates.
    private bool IsPlain => Quantity.StartsWith("intensity", StringComparison.Ordinal) || Quantity.StartsWith("trigger", StringComparison.Ordinal)
        || Quantity == "AUC";

    /// <summary>A number of this quantity as tables show it: rates in percent, correlations and the like plain.</summary>
    public string Show(double? value) => value is not double number ? "-"
        : IsPlain ? number.ToString("0.0000", CultureInfo.InvariantCulture)
        : (100 * number).ToString("F1", CultureInfo.InvariantCulture);
}

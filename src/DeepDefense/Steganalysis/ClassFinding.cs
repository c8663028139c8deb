namespace DeepDefense.Steganalysis;

/// <summary>What a scan found in one class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Name">Its name; text from outside, escaped by whoever shows it.</param>
/// <param name="Images">Images that carry the label.</param>
/// <param name="Flagged">Of these, the flagged ones. In the suspected class the scan's threshold is lower.</param>
/// <param name="Isolated">Of these, the isolated ones.</param>
/// <param name="Share">Flagged images / images, in [0, 1]; 0 of an empty class.</param>
/// <param name="Anomaly">(share - median of the classes' shares) / (1.4826 times their median absolute deviation, at least one
/// image of a class of mean size), without unit, finite; 0 of an empty class.</param>
public sealed record ClassFinding(int Label, string Name, int Images, int Flagged, int Isolated, double Share, double Anomaly);

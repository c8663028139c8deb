using DeepDefense.Models.Architectures;

namespace DeepDefense.Models;

/// <summary>Where the weights of a network come from that another program wrote without its program.</summary>
/// <param name="Kind">What kind of file it is, in words.</param>
/// <param name="Built">The network, as it was built for them.</param>
/// <param name="ArchitectureSource">What says the architecture.</param>
/// <param name="Configuration">The configuration beside the file, or null: there is none.</param>
/// <param name="Numbers">The kinds of numbers of its weights, e.g. <c>float32</c>.</param>
internal sealed record WeightsOrigin(string Kind, BuiltNetwork Built, string ArchitectureSource, HubConfiguration? Configuration, IReadOnlyList<string> Numbers)
{
    private const string Usual = "bilinear";

    /// <summary>What a user should know, a sentence each.</summary>
    internal IEnumerable<string> Notices(string architecture)
    {
        if (ArchitectureSource == WeightsClassifier.Guessed) { yield return $"taken for {architecture} by the names and shapes of its tensors (--architecture says another)"; }
        if (Built.Variant is { } variant) { yield return variant; }
        if (Numbers is not ["float32"]) { yield return $"weights in {string.Join(" and ", Numbers)}: computed in float32, written back as they were"; }
        if (Configuration?.Interpolation is { } way && way != Usual) { yield return $"{Path.GetFileName(Configuration.File)} says that images are resized by {way} interpolation; here it is {Usual} (give images of the network's size to be exact)"; }
    }
}

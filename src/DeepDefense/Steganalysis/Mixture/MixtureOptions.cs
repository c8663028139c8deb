using System.Text.Json;
using System.Text.Json.Serialization;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Steganalysis.Mixture;

/// <summary>Random changes of many kinds in place of a trigger, so that a detector learns what a change leaves in pixels whatever
/// it is. No attacker's trigger: nothing can be poisoned with it.</summary>
public sealed record MixtureOptions : StegoSource
{
    /// <summary>How commands and files spell it.</summary>
    public const string SourceName = "mixture";

    /// <summary>How a detector of a mixture is built where nothing else is said: 6,000 steps, and the strongest answer of each map
    /// beside the mean one.</summary>
    public static DetectorOptions Detector { get; } = new()
    {
        Iterations = 6000,
        Network = new WiserNetOptions { Pooling = WiserNetPooling.AverageAndMaximum },
    };

    /// <summary>All families.</summary>
    public static PerturbationFamilies AllFamilies { get; } = Enum.GetValues<PerturbationFamilies>().Aggregate((all, family) => all | family);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => SourceName;

    /// <summary>The families that are drawn from, each as often. Default: all.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PerturbationFamilies>))]
    public PerturbationFamilies Families
    {
        get;
        init => field = value is not PerturbationFamilies.None && (value & ~AllFamilies) == 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Families), value, $"must be some of {AllFamilies}");
    } = AllFamilies;

    /// <summary>Whether half of the images are compressed, resampled, sharpened or made noisy first, on both sides of a pair: a
    /// detector is not to take for poison what happens to clean images. Default true.</summary>
    public bool HardNegatives { get; init; } = true;

    internal override KeyValuePair<string, string> Metadata => new(SourceName, JsonSerializer.Serialize(this));

    internal override Func<long, (LabeledImages Clean, LabeledImages Poisoned)> Pairs(LabeledImages clean, DetectorOptions options, Seed seed) =>
        new MixtureSampler(clean, this, options, seed).Pairs;
}

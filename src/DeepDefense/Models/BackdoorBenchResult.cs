namespace DeepDefense.Models;

/// <summary>What BackdoorBench writes into <c>attack_result.pt</c> beside the weights: which network, how many classes, and the data set, from which follows how images were
/// normalised. Source: prior art, BackdoorBench (utils/save_load_attack.py, utils/aggregate_block/dataset_and_transform_generate.py).</summary>
internal static class BackdoorBenchResult
{
    private static readonly Dictionary<string, (double[] Mean, double[] Deviation)> Normalisations = new()
    {
        ["cifar10"] = ([.. ModelDescription.Cifar10Mean], [.. ModelDescription.Cifar10Deviation]),
        ["cifar100"] = ([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
        ["tiny"] = ([0.4802, 0.4481, 0.3975], [0.2302, 0.2265, 0.2262]),
        ["gtsrb"] = ([0, 0, 0], [1, 1, 1]),
        ["celeba"] = ([0, 0, 0], [1, 1, 1]),
        ["imagenet"] = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    };

    /// <summary>Reads it from what stands beside the weights.</summary>
    /// <param name="facts">By key.</param>
    /// <returns>The name of the network, and what is known of its input; or null: another program wrote the file.</returns>
    internal static (string Network, InputContract Contract)? Of(IReadOnlyDictionary<string, object> facts)
    {
        if (facts.GetValueOrDefault("model_name") is not string network || facts.GetValueOrDefault("num_classes") is not long) { return null; }
        (double[] Mean, double[] Deviation)? known = facts.GetValueOrDefault("clean_data") is string data && Normalisations.TryGetValue(data, out (double[], double[]) found) ? found : null;
        return (network, new InputContract
        {
            ImageSize = facts.GetValueOrDefault("img_size") is long[] { Length: >= 2 } size && size[0] is >= 8 and <= int.MaxValue && size[1] is >= 8 and <= int.MaxValue ? new ImageSize((int)size[0], (int)size[1]) : null,
            Mean = known?.Mean,
            Deviation = known?.Deviation,
        });
    }
}

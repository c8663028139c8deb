using DeepDefense.Torch.Serialization;

namespace DeepDefense.Datasets.Layouts;

/// <summary>What <c>attack_result.pt</c> of BackdoorBench says of training images, by their numbers: under <c>bd_train</c> the
/// dictionary <c>bd_data_container.data_dict</c> with <c>other_info</c> (the label that was trained, then the true one), and <c>poison_indicator</c>, not 0 where the image was
/// replaced by its poisoned version.</summary>
/// <param name="Labels">The label that was trained, of each image that has a poisoned version.</param>
/// <param name="Poisoned">The numbers of the images that are poisoned.</param>
internal sealed record BackdoorBenchRecord(IReadOnlyDictionary<long, long> Labels, IReadOnlySet<long> Poisoned)
{
    /// <summary>What the file is called.</summary>
    internal const string FileName = "attack_result.pt";

    private const string Expected = "bd_train with bd_data_container.data_dict and poison_indicator, as BackdoorBench saves them";

    /// <summary>Reads it.</summary>
    /// <exception cref="DatasetException">It says nothing of training images.</exception>
    /// <exception cref="ModelFormatException">It is no file of torch.save, or holds more than data.</exception>
    internal static BackdoorBenchRecord Read(string path) => Of(SavedValues.Read(path)) ?? throw new DatasetException(path, "bd_train", "nothing, or something else", Expected);

    /// <summary>The record in what a file holds, or null: there is none.</summary>
    internal static BackdoorBenchRecord? Of(object? saved)
    {
        if (In(saved, "bd_train") is not { } train || In(In(train, "bd_data_container"), "data_dict") is not IReadOnlyDictionary<object, object?> images) { return null; }
        Dictionary<long, long> labels = [];
        foreach ((object key, object? image) in images)
        {
            if (key is long number && In(image, "other_info") is IReadOnlyList<object?> and [long label, ..]) { labels[number] = label; }
        }
        return new BackdoorBenchRecord(labels, Indicated(In(train, "poison_indicator")) ?? [.. images.Keys.OfType<long>()]);
    }

    private static object? In(object? value, string key) => value is IReadOnlyDictionary<object, object?> values ? values.GetValueOrDefault(key) : null;

    private static HashSet<long>? Indicated(object? indicator)
    {
        bool[]? marks = indicator switch
        {
            NumpyValues { Shape: [> 0 and var count] } array => [.. array.Bytes.ToArray().Chunk(array.Bytes.Length / (int)count).Select(value => value.Any(part => part != 0))],
            IReadOnlyList<object?> list => [.. list.Select(value => value is not (null or false or 0L or 0.0))],
            _ => null,
        };
        return marks is null ? null : [.. marks.Index().Where(mark => mark.Item).Select(mark => (long)mark.Index)];
    }
}

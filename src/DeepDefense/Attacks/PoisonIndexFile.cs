using System.Globalization;
using System.Text.RegularExpressions;
using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Attacks;

/// <summary>What another program says is poisoned, by the numbers of the images: backdoor-toolbox's <c>poison_indices</c> (numbers, with <c>cover_indices</c> beside where it
/// lies there), or BackdoorBench's <c>attack_result.pt</c>. An image has the number that its file is called by (<c>data/17.png</c>, <c>3/17.png</c>), or that of its record.</summary>
public sealed partial class PoisonIndexFile
{
    private const string Covers = "cover_indices";
    private readonly string _path;
    private readonly IReadOnlySet<long> _covers;

    private PoisonIndexFile(string path, IReadOnlySet<long> poisoned, IReadOnlySet<long> covers) => (_path, Poisoned, _covers) = (path, poisoned, covers);

    /// <summary>The numbers of the poisoned images.</summary>
    public IReadOnlySet<long> Poisoned { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="PoisonManifestException">It holds something else.</exception>
    /// <exception cref="ModelFormatException">It is no file of torch.save, or holds more than data.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PoisonIndexFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        object? saved = SavedValues.Read(path);
        if (BackdoorBenchRecord.Of(saved) is { } record) { return new PoisonIndexFile(path, record.Poisoned, new HashSet<long>()); }
        string covers = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Covers);
        return new PoisonIndexFile(path, Numbers(saved, path), File.Exists(covers) ? Numbers(SavedValues.Read(covers), covers) : new HashSet<long>());
    }

    /// <summary>The marks of a set. Numbers that no image of it has are passed over: images may have been drawn or left out.</summary>
    /// <param name="training">The set, with the sources of its images.</param>
    /// <exception cref="PoisonManifestException">An image has no number, two have the same, or no number of the file is one of them.</exception>
    public PoisonMarks MarksOf(LabeledImages training)
    {
        ArgumentNullException.ThrowIfNull(training);
        Dictionary<long, int> places = [];
        for (int i = 0; i < training.Count; i++)
        {
            if (!long.TryParse(Number().Match(training.SourceOf(i)).Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || !places.TryAdd(number, i))
            {
                throw new PoisonManifestException(_path, $"the image {training.SourceOf(i)}, without a number or with that of another", "images that are called by their numbers in the set, such as data/17.png");
            }
        }
        int[] poisoned = PlacesOf(Poisoned);
        return poisoned.Length > 0 || Poisoned.Count == 0 ? new PoisonMarks(training.Count, poisoned, PlacesOf(_covers).Except(poisoned))
            : throw new PoisonManifestException(_path, $"{Poisoned.Count} numbers, of which no image of the set has one", "the file that was written for this set");

        int[] PlacesOf(IReadOnlySet<long> numbers) => [.. numbers.Where(places.ContainsKey).Select(number => places[number]).Order()];
    }

    private static HashSet<long> Numbers(object? saved, string path)
    {
        IReadOnlyList<object?> numbers = saved as IReadOnlyList<object?>
            ?? throw new PoisonManifestException(path, "something else", $"a list of numbers, as torch.save(poison_indices, path) writes it, or {BackdoorBenchRecord.FileName}");
        return [.. numbers.Select(number => number is long and >= 0 ? (long)number : throw new PoisonManifestException(path, "something that is no place of an image", "whole numbers from 0 on"))];
    }

    // Of a source: the record behind the colon, else the name of the file.
    [GeneratedRegex(@"[0-9]{1,18}(?=(\.[A-Za-z]+)?$)")]
    private static partial Regex Number();
}

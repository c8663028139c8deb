using System.Globalization;
using DeepDefense.Datasets;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>What several places say of how a network takes images, the most important first: the first that says something of a part is right.</summary>
internal sealed class ContractSources
{
    /// <summary>What is written where nobody says a part.</summary>
    internal const string Assumed = "assumed";

    private const string DataSet = "the data set";
    private readonly List<(string Name, InputContract Contract)> _sources = [];

    /// <summary>Those that a user can say: what is given, and the YAML file beside the model.</summary>
    /// <param name="path">The model.</param>
    /// <param name="given">Or null.</param>
    internal ContractSources(string path, InputContract? given)
    {
        if (given is not null) { Add("given", given); }
        string beside = Beside(path);
        if (File.Exists(beside)) { Add(Path.GetFileName(beside), ContractFile.Read(beside)); }
    }

    /// <summary>What they say together.</summary>
    internal InputContract Said => _sources.Aggregate(new InputContract(), (all, source) => all.Or(source.Contract));

    /// <summary>The YAML file beside a model.</summary>
    internal static string Beside(string path) => Path.ChangeExtension(path, ".yaml");

    /// <summary>Adds a place of less weight than those before.</summary>
    internal void Add(string name, InputContract contract) => _sources.Add((name, contract));

    /// <summary>Adds the size of the images that the network is to work on.</summary>
    internal void AddSizeOf(LabeledImages? images)
    {
        if (images is not null) { Add(DataSet, new InputContract { ImageSize = new ImageSize(images.Height, images.Width) }); }
    }

    /// <summary>The first place that says a part, under its name in a contract file.</summary>
    internal string Of(string part) => _sources.First(source => source.Contract.Said().Contains(part)).Name;

    /// <summary>Adds what is left, so that nothing is unsaid.</summary>
    /// <param name="path">The model, for messages.</param>
    /// <param name="classes">K.</param>
    /// <param name="guess">What a trial or the architecture tells, and the image size for certain.</param>
    /// <param name="guessedBy">Which of the two.</param>
    /// <param name="images">What the network is to work on, or null.</param>
    /// <returns>All; and the output for each class of the images, or null: they have the same order.</returns>
    /// <exception cref="ModelFormatException">It names another number of classes.</exception>
    internal (InputContract Whole, int[]? Order) Complete(string path, int classes, InputContract guess, string guessedBy, LabeledImages? images)
    {
        IReadOnlyList<string>? said = Said.ClassNames, ofData = images?.ClassNames;
        if (said is not null && said.Count != classes) { throw new ModelFormatException($"{path}: gives {classes} numbers an image, but its contract names {said.Count} classes"); }
        if (ofData?.Count == classes) { Add(DataSet, new InputContract { ClassNames = ofData }); }
        // Whoever works on images has their size before a guess.
        if (images is null) { Add($"{guessedBy}, unless the images say otherwise", new InputContract { ImageSize = guess.ImageSize }); }
        Add(guessedBy, guess with { ClassNames = [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))] });
        Add(Assumed, InputContract.Assumed);
        InputContract whole = Said;
        if (said is not null && ofData is not null) { whole = whole with { ClassNames = ClassOrder.Named(whole.ClassNames!, ofData) }; }
        return (whole, ofData is null ? null : ClassOrder.Of(whole.ClassNames!, ofData));
    }
}

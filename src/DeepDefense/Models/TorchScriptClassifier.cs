using System.Globalization;
using System.Runtime.InteropServices;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Reads a network of any origin as a classifier. Its file says little of how it takes images, so that the
/// contract is put together from several places, and proved by images of noise that must come through.</summary>
internal static class TorchScriptClassifier
{
    /// <summary>The contract inside a TorchScript file of ours, as YAML.</summary>
    internal const string ContractEntry = "deepdefense-contract.yaml";

    private const string DataSet = "the data set";
    private const int TrialImages = 2;
    private const double Rounding = 1e-3;
    private static readonly int[] LikelySides = [32, 64, 224, 28, 96, 128, 299];

    /// <summary>The YAML file beside a model.</summary>
    internal static string ContractBeside(string path) => Path.ChangeExtension(path, ".yaml");

    /// <summary>Reads the network alone.</summary>
    /// <exception cref="ModelFormatException">The file is not TorchScript that this libtorch reads.</exception>
    internal static ScriptNetwork LoadNetwork(string path, Device device)
    {
        TorchScriptArchive.Read(path);
        return Open(path, device);
    }

    // The outside of the file has been looked at.
    private static ScriptNetwork Open(string path, Device device)
    {
        try { return ScriptNetwork.Load(path, device); }
        catch (ExternalException e) { throw TorchScriptArchive.NotReadHere(path, e.Message, e); }
    }

    /// <summary>Reads the network with its contract.</summary>
    internal static Classifier Load(string path, Device device, InputContract? given, LabeledImages? images)
    {
        TorchScriptArchive archive = TorchScriptArchive.Read(path, ContractEntry);
        ScriptNetwork network = Open(path, device);
        try
        {
            if (network.FrozenInTraining > 0)
            {
                throw new ModelFormatException($"{path}: traced in training mode: {network.FrozenInTraining} batch norms or dropouts always behave as in "
                    + "training, so that an answer depends on the other images of its batch. Trace it again after model.eval(), or use torch.jit.script");
            }
            return Proved(path, network, device, [.. Sources(path, archive, given, images)], images?.ClassNames);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What says the size of its images, but for images themselves.</summary>
    internal static ImageSize? ImageSizeOf(string path, InputContract? given) =>
        Sources(path, TorchScriptArchive.Read(path, ContractEntry), given, null).Select(source => source.Contract.ImageSize).FirstOrDefault(size => size is not null);

    // In order: the first that says something of a part is right.
    private static IEnumerable<(string Name, InputContract Contract)> Sources(string path, TorchScriptArchive archive, InputContract? given, LabeledImages? images)
    {
        if (given is not null) { yield return ("given", given); }
        string beside = ContractBeside(path);
        if (File.Exists(beside)) { yield return (Path.GetFileName(beside), ContractFile.Read(beside)); }
        if (archive.Extra.TryGetValue(ContractEntry, out string? inside)) { yield return ("inside the file", ContractFile.Parse(inside, $"{path}: {ContractEntry}")); }
        if (images is not null) { yield return (DataSet, new InputContract { ImageSize = new ImageSize(images.Height, images.Width) }); }
    }

    private static Classifier Proved(string path, ScriptNetwork network, Device device, List<(string Name, InputContract Contract)> sources, IReadOnlyList<string>? namesOfData)
    {
        InputContract said = sources.Aggregate(new InputContract(), (all, source) => all.Or(source.Contract));
        (int height, int width, float[] answers) = said.ImageSize is { } size
            ? (size.Height, size.Width, Trial(path, network, device, size.Height, size.Width))
            : GuessSize(path, network, device);
        int classes = answers.Length / TrialImages;
        if (said.ClassNames is { } names && names.Count != classes)
        {
            throw new ModelFormatException($"{path}: gives {classes} numbers an image, but its contract names {names.Count} classes");
        }
        InputContract guessed = new()
        {
            ImageSize = new ImageSize(height, width),
            Output = AreProbabilities(answers, classes) ? ModelOutput.Probabilities : null,
            ClassNames = [.. Enumerable.Range(0, classes).Select(label => label.ToString(CultureInfo.InvariantCulture))],
        };
        if (namesOfData?.Count == classes) { sources.Add((DataSet, new InputContract { ClassNames = namesOfData })); }
        sources.AddRange([("guessed by a trial", guessed), ("assumed", InputContract.Assumed)]);
        InputContract whole = sources.Aggregate(new InputContract(), (all, source) => all.Or(source.Contract));
        return new Classifier(Described(whole), network, device)
        {
            ContractSources = whole.Said().ToDictionary(part => part, part => sources.First(source => source.Contract.Said().Contains(part)).Name),
        };
    }

    private static ModelDescription Described(InputContract whole) => new()
    {
        Architecture = ModelDescription.TorchScript,
        ImageHeight = whole.ImageSize!.Value.Height,
        ImageWidth = whole.ImageSize.Value.Width,
        ClassNames = whole.ClassNames!,
        ChannelOrder = whole.ChannelOrder!.Value,
        ValueRange = whole.ValueRange,
        Mean = whole.Mean!,
        Deviation = whole.Deviation!,
        Output = whole.Output!.Value,
    };

    private static (int Height, int Width, float[] Answers) GuessSize(string path, ScriptNetwork network, Device device)
    {
        ModelFormatException? first = null;
        foreach (int side in LikelySides)
        {
            try { return (side, side, Trial(path, network, device, side, side)); }
            catch (ModelFormatException e) { first ??= e; }
        }
        throw new ModelFormatException($"no image size is said, and of {string.Join(", ", LikelySides)} none goes through; the first: {first!.Message}", first);
    }

    /// <summary>Sends noise through the network, as in use.</summary>
    /// <returns>(2, K), row-major.</returns>
    private static float[] Trial(string path, ScriptNetwork network, Device device, int height, int width)
    {
        network.eval();
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor noise = torch.randn([TrialImages, 3, height, width], generator: new Seed(0).Generator()).to(device);
        string input = $"{path}: for an input of ({TrialImages}, 3, {height}, {width}) float32";
        Tensor answers;
        try { answers = network.forward(noise); }
        catch (ExternalException e) { throw new ModelFormatException($"{input} the network fails: {e.Message}{FirstConvolution(network)}", e); }
        return answers.shape is [TrialImages, >= 2] ? answers.to(ScalarType.Float32).ToArray<float>()
            : throw new ModelFormatException($"{input} the network gives {answers.Described()}; expected ({TrialImages}, K), a number for each of at least two classes");
    }

    private static string FirstConvolution(ScriptNetwork network)
    {
        (string name, Parameter weight) = network.named_parameters().FirstOrDefault(entry => entry.parameter.dim() == 4);
        return name is null || weight.shape[1] == 3 ? "" : $" (its first convolution, {name}, seems to take {weight.shape[1]} channels; images here have 3)";
    }

    private static bool AreProbabilities(float[] answers, int classes) => answers.All(answer => answer >= 0)
        && answers.Chunk(classes).All(row => Math.Abs(row.Sum() - 1) < Rounding);
}

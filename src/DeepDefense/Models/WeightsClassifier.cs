using DeepDefense.Datasets;
using DeepDefense.Models.Architectures;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Models;

/// <summary>Reads weights without a program, as other programs write them, as a classifier, and writes them back into a file of the same kind. The architecture is said by a user, the
/// configuration beside the file or BackdoorBench, or guessed from names and shapes.</summary>
internal static class WeightsClassifier
{
    /// <summary>The source of an architecture that nothing says.</summary>
    internal const string Guessed = "guessed from names and shapes";

    private const string ByArchitecture = "usual for the architecture", BackdoorBench = "attack_result of BackdoorBench", Counter = ".num_batches_tracked";
    private const int MostNames = 12;

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelFormatException">The file is refused, or holds another network than is said.</exception>
    internal static Classifier Load(string path, Device device, InputContract? given, LabeledImages? images)
    {
        using WeightsFile file = WeightsFile.Read(path);
        ContractSources sources = Sources(path, file.Facts, given, out HubConfiguration? configuration);
        sources.AddSizeOf(images);
        NetworkShapes shapes = new(file.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor.shape));
        (string architecture, string source) = ArchitectureOf(path, file, sources, configuration, shapes);
        BuiltNetwork built = Filled(path, architecture, file, shapes, new Init(default, device));
        int classes = (int)((IPrunable)built.Network).Head.weight.shape[0];
        (InputContract whole, int[]? order) = sources.Complete(path, classes, new InputContract { ImageSize = new ImageSize(built.Side, built.Side), Output = ModelOutput.Logits }, ByArchitecture, images);
        ModelDescription description = TorchScriptClassifier.Described(whole, architecture) with { Width = built.Width };
        return new Classifier(description, built.Network, device, order)
        {
            File = path,
            Origin = new WeightsOrigin(file.Kind, built, source, configuration, [.. file.Tensors.Where(tensor => !tensor.Name.EndsWith(Counter, StringComparison.Ordinal)).Select(tensor => tensor.Tensor.dtype.ToString().ToLowerInvariant()).Distinct()]),
            ContractSources = (whole with { Architecture = null }).Said().ToDictionary(part => part, sources.Of),
        };
    }

    /// <summary>What says the size of the images, but for images themselves.</summary>
    internal static ImageSize? ImageSizeOf(string path, InputContract? given) => Sources(path, WeightsFile.ReadFacts(path), given, out _).Said.ImageSize;

    /// <summary>Writes a network back into a file like that which its weights came from, with its configuration and its contract beside it.</summary>
    /// <exception cref="ModelFormatException">That file is not what it was.</exception>
    internal static void Save(string path, Classifier classifier)
    {
        WeightsOrigin origin = classifier.Origin!;
        using WeightsFile file = WeightsFile.Read(classifier.File!);
        Dictionary<string, Tensor> values = classifier.Network.State().ToDictionary(entry => origin.Built.NameInFile(entry.Name), entry => entry.Tensor);
        HashSet<string> there = [.. file.Tensors.Select(tensor => tensor.Name)];
        if (values.Keys.FirstOrDefault(name => !there.Contains(name)) is { } missing) { throw new ModelFormatException(file.Path, $"tensor '{missing}'", "nothing", "it, as when the file was read: it was changed meanwhile"); }
        file.Write(path, values.GetValueOrDefault);
        SaveBeside(path, classifier);
    }

    /// <summary>A network like that of a classifier, with random weights.</summary>
    internal static nn.Module<Tensor, Tensor> Rebuilt(Classifier classifier, Init init) => ArchitectureCatalog.Build(classifier.Description.Architecture,
        new NetworkShapes(classifier.Network.State().ToDictionary(entry => classifier.Origin!.Built.NameInFile(entry.Name), entry => entry.Tensor.shape)), init).Network;

    /// <summary>Writes configuration and contract beside a file of the same weights.</summary>
    internal static void SaveBeside(string path, Classifier classifier)
    {
        if (classifier.Origin!.Configuration is { } configuration) { AtomicFile.WriteText(HubConfiguration.PathFor(path), configuration.Text); }
        AtomicFile.WriteText(ContractSources.Beside(path), ContractFile.Write(InputContract.Of(classifier.Description)));
    }

    // The first that says something is right.
    private static ContractSources Sources(string path, IReadOnlyDictionary<string, object> facts, InputContract? given, out HubConfiguration? configuration)
    {
        ContractSources sources = new(path, given);
        configuration = HubConfiguration.Beside(path);
        if (configuration is not null) { sources.Add(Path.GetFileName(configuration.File), configuration.Contract); }
        if (BackdoorBenchResult.Of(facts) is { } result) { sources.Add(BackdoorBench, result.Contract); }
        return sources;
    }

    private static (string Name, string Source) ArchitectureOf(string path, WeightsFile file, ContractSources sources, HubConfiguration? configuration, NetworkShapes shapes)
    {
        if (sources.Said.Architecture is { } said) { return (said, sources.Of("architecture")); }
        (string Name, string Source)? named = configuration is not null ? (configuration.Architecture, configuration.File) : BackdoorBenchResult.Of(file.Facts) is { } result ? (result.Network, BackdoorBench) : null;
        if (named is { } other)
        {
            return ArchitectureCatalog.Known(other.Name) is { } known ? (known, other.Source)
                : throw new ModelFormatException($"{path}: the architecture '{other.Name}', which {other.Source} names, is not known here; known are {string.Join(", ", ArchitectureCatalog.Names)}. {Otherwise}");
        }
        return ArchitectureCatalog.Guess(shapes) is { } guessed ? (guessed, Guessed)
            : throw new ModelFormatException($"{path}: {file.Kind} of no architecture that is known by its names and shapes: {file.Tensors.Count} tensors, first {Excerpt(shapes.Names)}. "
                + $"Say it with --architecture: {string.Join(", ", ArchitectureCatalog.Names)}. {Otherwise}");
    }

    private static string Otherwise => $"In Python, where the class of the network is known:\n{Torch.Scripting.TorchScriptArchive.Recipe()}";

    private static BuiltNetwork Filled(string path, string architecture, WeightsFile file, NetworkShapes shapes, Init init)
    {
        BuiltNetwork built;
        try { built = ArchitectureCatalog.Build(architecture, shapes, init); }
        catch (ArgumentException e) { throw new ModelFormatException($"{path}: {file.Kind}, not of {architecture}: {e.Message}", e); }
        try
        {
            (string Name, Tensor Tensor)[] state = [.. built.Network.State().Select(entry => (built.NameInFile(entry.Name), entry.Tensor))];
            string[] problems = [.. Problems(state, shapes)];
            if (problems.Length > 0) { throw new ModelFormatException($"{path}: {file.Kind}, not of {architecture}:\n{string.Join('\n', problems.Select(problem => "    " + problem))}"); }
            Dictionary<string, Tensor> values = file.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Tensor);
            using IDisposable pause = torch.no_grad();
            using DisposeScope scope = torch.NewDisposeScope();
            foreach ((string name, Tensor tensor) in state) { tensor.copy_(values[name]); }
            return built;
        }
        catch
        {
            built.Network.Dispose();
            throw;
        }
    }

    // As PyTorch's load_state_dict lists them.
    private static IEnumerable<string> Problems((string Name, Tensor Tensor)[] state, NetworkShapes shapes)
    {
        HashSet<string> known = [.. state.Select(entry => entry.Name)];
        string[] missing = [.. known.Where(name => !shapes.Has(name))], unexpected = [.. shapes.Names.Where(name => !known.Contains(name) && !name.EndsWith(Counter, StringComparison.Ordinal))];
        if (missing.Length > 0) { yield return $"Missing key(s) in state_dict: {Excerpt(missing)}"; }
        if (unexpected.Length > 0) { yield return $"Unexpected key(s) in state_dict: {Excerpt(unexpected)}"; }
        foreach ((string name, Tensor tensor) in state.Where(entry => shapes.Has(entry.Name) && !shapes.Of(entry.Name).SequenceEqual(entry.Tensor.shape)).Take(MostNames))
        {
            yield return $"size mismatch for {name}: ({string.Join(", ", shapes.Of(name))}) in the file, ({string.Join(", ", tensor.shape)}) in the network";
        }
    }

    private static string Excerpt(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNames).Select(name => $"\"{name}\"")) + (all.Length > MostNames ? $" and {all.Length - MostNames} more" : "");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>What a model file holds, how it takes images, and what it says of one.</summary>
public sealed record ModelInspection
{
    private const int MostNames = 10;

    private const int Likeliest = 3;

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary><c>torchscript</c> with the version of its format, <c>onnx</c>, or what file it is and of which architecture.</summary>
    public required string Kind { get; init; }

    /// <summary>Size of the file, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Number of learned numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of kept numbers, such as running statistics.</summary>
    public required long Buffers { get; init; }

    /// <summary>The layers that have tensors, or no layers inside.</summary>
    public required IReadOnlyList<ModelLayer> Layers { get; init; }

    /// <summary>What tracing or freezing took away; empty: nothing.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What goes in and comes out of an ONNX graph, and what it is made of; or null: it is none.</summary>
    public ModelGraph? Graph { get; init; }

    /// <summary>C of the input, as the first convolution has it, or null: it has none.</summary>
    public long? GuessedChannels { get; init; }

    /// <summary>K, as the last linear layer has it, or null: it has none.</summary>
    public long? GuessedClasses { get; init; }

    /// <summary>How the model takes images; empty where <see cref="Problem"/> says why not.</summary>
    public IReadOnlyList<ContractPart> Contract { get; init; } = [];

    /// <summary>What it says of one image, or null.</summary>
    public ModelAnswer? Answer { get; init; }

    /// <summary>The sentence that says that it was not computed in the wanted numbers, or null: it was.</summary>
    public string? Fallback { get; init; }

    /// <summary>Why no image goes through, or null: one does.</summary>
    public string? Problem { get; init; }

    /// <summary>Inspects a file.</summary>
    /// <param name="path">The model.</param>
    /// <param name="given">What is known of its input.</param>
    /// <param name="imagePath">An image to send through, or null: noise.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <exception cref="ModelFormatException">The file is no model that is read here.</exception>
    /// <exception cref="ImageFormatException">The image cannot be read.</exception>
    public static ModelInspection Of(string path, InputContract given, string? imagePath, Compute compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ForeignFile.Refuse(path);
        ModelFileKind known = ModelFileKinds.Of(path);
        if (known == ModelFileKind.Onnx) { return OfGraph(path, given, imagePath, compute); }
        if (known != ModelFileKind.TorchScript)
        {
            using Classifier own = Classifier.Load(path, compute.Device, given);
            string written = own.Origin is { } origin ? $"{origin.Kind}, {own.Description.Architecture} ({origin.ArchitectureSource})" : $"safetensors, {own.Description.Architecture} of width {own.Description.Width}";
            return Proved(Outside(path, written, own.Network, []) with { Notes = [.. own.Notices()] }, own, imagePath, compute);
        }
        string kind = $"torchscript, format {TorchScriptArchive.Read(path).Format}";
        try
        {
            using Classifier classifier = Classifier.Load(path, compute.Device, given);
            ModelInspection outside = Outside(path, kind, (ScriptNetwork)classifier.Network);
            return Proved(outside with { Notes = [.. outside.Notes, .. classifier.Notices()] }, classifier, imagePath, compute);
        }
        catch (ModelFormatException e)
        {
            using ScriptNetwork network = ScriptNetwork.Load(path, compute.Device);
            return Outside(path, kind, network) with { Problem = e.Message };
        }
    }

    private static ModelInspection OfGraph(string path, InputContract given, string? imagePath, Compute compute)
    {
        OnnxGraph graph = OnnxGraph.Read(path);
        ModelInspection outside = Outside(path, "onnx", [.. graph.Layers().Select(layer => new ModelLayer(layer.Name, layer.Type, [.. layer.Shape], layer.Parameters))]) with { Parameters = graph.Parameters, Graph = ModelGraph.Of(graph) };
        try
        {
            using Classifier classifier = Classifier.Load(path, compute.Device, given);
            return Proved(outside with { Notes = [.. classifier.Notices()] }, classifier, imagePath, compute);
        }
        catch (ModelFormatException e) { return outside with { Problem = e.Message }; }
    }

    private static ModelInspection Outside(string path, string kind, ScriptNetwork network) => Outside(path, kind, network, network.Layers);

    private static ModelInspection Outside(string path, string kind, nn.Module<Tensor, Tensor> network, IReadOnlyList<ScriptLayer> scripted)
    {
        return Outside(path, kind, [.. ModelLayers.Of(network, scripted)], network.named_parameters().Select(entry => entry.parameter.shape)) with
        {
            Parameters = network.ParameterCount(),
            Buffers = network.named_buffers().Sum(entry => entry.buffer.numel()),
            Notes = network is ScriptNetwork script ? [.. NotesOn(script)] : [],
        };
    }

    private static ModelInspection Outside(string path, string kind, IReadOnlyList<ModelLayer> layers, IEnumerable<IReadOnlyList<long>>? shapes = null)
    {
        IReadOnlyList<long>[] weights = [.. shapes ?? layers.Select(layer => layer.Shape)];
        using FileStream stream = System.IO.File.OpenRead(path);
        return new ModelInspection
        {
            File = path,
            Kind = kind,
            Bytes = stream.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)),
            Parameters = 0,
            Buffers = 0,
            Layers = layers,
            Notes = [],
            GuessedChannels = weights.FirstOrDefault(weight => weight.Count == 4)?[1],
            GuessedClasses = weights.LastOrDefault(weight => weight.Count == 2)?[0],
        };
    }

    private static IEnumerable<string> NotesOn(ScriptNetwork script)
    {
        if (script.FrozenInUse > 0) { yield return $"{script.FrozenInUse} batch norms or dropouts always behave as in use (traced in eval()): unlearning works as ever, training from scratch would not"; }
        if (script.FrozenInTraining > 0) { yield return $"{script.FrozenInTraining} batch norms or dropouts are written as in training (traced in train(), or never reached)"; }
        if (script.Numbers != ScalarType.Float32) { yield return $"weights in {script.Numbers.ToString().ToLowerInvariant()}: images are cast to them, and what comes out to float32"; }
        if (script.ParameterCount() == 0) { yield return "no parameters (frozen, or optimized for inference): it can be measured, not unlearned"; }
    }

    private static ModelInspection Proved(ModelInspection outside, Classifier classifier, string? imagePath, Compute compute)
    {
        ModelDescription description = classifier.Description;
        RgbImage image = imagePath is null ? Noise(description) : ImageFile.Read(imagePath);
        string name = imagePath is null ? "noise" : $"{imagePath}, {image.Height} x {image.Width}";
        if ((image.Height, image.Width) != (description.ImageHeight, description.ImageWidth))
        {
            image = ImageResizer.Resize(image, description.ImageHeight, description.ImageWidth);
            name += $", resized to {image.Height} x {image.Width}";
        }
        LabeledImages one = new(image.Pixels.ToArray(), [0], image.Height, image.Width, description.ClassNames);
        float[] probabilities = classifier.Probabilities(one, compute);
        return outside with
        {
            Fallback = classifier.Fallback(compute),
            Contract = [.. PartsOf(description, classifier.ContractSources)],
            Answer = new ModelAnswer(name, $"(1, 3, {image.Height}, {image.Width}) {classifier.OwnNumbers ?? "float32"}", $"(1, {probabilities.Length}) {description.Output.ToString().ToLowerInvariant()}",
                [.. probabilities.Select((probability, label) => KeyValuePair.Create(description.ClassNames[label], (double)probability))
                    .OrderByDescending(pair => pair.Value).Take(Likeliest)]),
        };
    }

    private static IEnumerable<ContractPart> PartsOf(ModelDescription description, IReadOnlyDictionary<string, string> sources)
    {
        ContractPart Part(string name, string value) => new(name, value, sources.GetValueOrDefault(name, "inside the file"));
        yield return Part("image-size", $"[{description.ImageHeight}, {description.ImageWidth}]");
        yield return Part("channels", description.ChannelOrder.ToString().ToLowerInvariant());
        yield return Part("range", (description.ValueRange ?? 1).ToString(CultureInfo.InvariantCulture));
        yield return Part("mean", List(description.Mean));
        yield return Part("std", List(description.Deviation));
        yield return Part("output", description.Output.ToString().ToLowerInvariant());
        yield return Part("classes", $"{description.ClassNames.Count}: {Excerpt(description.ClassNames)}");
    }

    private static string List(IReadOnlyList<double> numbers) => $"[{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

    private static RgbImage Noise(ModelDescription description)
    {
        RandomStream random = new Seed(0).Stream();
        byte[] pixels = new byte[3 * description.ImageHeight * description.ImageWidth];
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)random.Next(256); }
        return new RgbImage(description.ImageHeight, description.ImageWidth, pixels);
    }

    private static string Excerpt(IReadOnlyList<string> names) => names.Count <= MostNames
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNames - 1))}, ... {names[^1]}";
}

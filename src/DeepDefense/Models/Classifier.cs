using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>A network that tells the class of an image, with its input contract: it takes stored pixels.</summary>
public sealed class Classifier : IDisposable
{
    private const double LeastProbability = 1e-30;
    private const int JudgedImages = 1000;
    private static readonly string[] WeightsExtensions = [".pth", ".pt", ".tar", ".bin", ".ckpt"];
    private readonly Tensor _mean, _deviation;
    private readonly Tensor? _order; // (K): the output that stands for each class of the images

    internal Classifier(ModelDescription description, nn.Module<Tensor, Tensor> network, Device device, int[]? order = null)
    {
        (Description, Network, Device) = (description, network, device);
        _order = order is null ? null : Array.ConvertAll(order, output => (long)output).ToTensor([order.Length], device).DetachFromDisposeScope();
        ClassNames = order is null ? description.ClassNames : [.. order.Select(output => description.ClassNames[output])];
        Float32Reason = OwnNumbers is { } numbers ? $"its weights are {numbers}, and it is computed in them" : network is OnnxNetwork ? "ONNX Runtime computes graphs in the numbers that they were exported in" : (network as ScriptNetwork)?.BFloat16Problem;
        _mean = Channels(description.Mean);
        _deviation = Channels(description.Deviation);

        // In units of stored pixels, so that one subtraction and one division are all.
        Tensor Channels(IReadOnlyList<double> values) =>
            values.Select(value => (float)(255 / (description.ValueRange ?? 1) * value)).ToArray().ToTensor([1, 3, 1, 1], device).DetachFromDisposeScope();
    }

    /// <summary>Called with one sentence where a model turns out, while it works, not to take bfloat16; or null (default).</summary>
    public Action<string>? Told { get; set; }

    /// <summary>The file that it was read from, or null.</summary>
    internal string? File { get; init; }

    /// <summary>Why it is not computed in bfloat16, in a few words, or null: it can be.</summary>
    internal string? Float32Reason { get; set; }

    /// <summary>Names of the architectures that can be built.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["preactresnet18", "resnet18"];

    /// <summary>Architecture and input contract.</summary>
    public ModelDescription Description { get; }

    /// <summary>One name a class, in the order of the images that it was read for; its own order is that of the description.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What reads its file in Python, by its name on the Hugging Face hub: <c>timm</c> where a configuration of timm's lies beside it, <c>onnx</c> for ONNX, <c>pytorch</c> for others, ours for our own.</summary>
    public string Library => Network is OnnxNetwork ? "onnx" : !IsForeign ? "deepdefense" : Origin?.Configuration is null ? "pytorch" : "timm";

    /// <summary>The network behind the normalisation.</summary>
    public nn.Module<Tensor, Tensor> Network { get; }

    /// <summary>Where the network lives.</summary>
    public Device Device { get; }

    /// <summary>Where the weights come from, where another program wrote them without their program; or null.</summary>
    internal WeightsOrigin? Origin { get; init; }

    // Ours says itself how it takes images, and how its classes are numbered.
    private bool IsForeign => Origin is not null || Network is ScriptNetwork or OnnxNetwork;

    /// <summary>Where each part of the input contract of a network of others comes from, by its name in a contract file;
    /// empty for our own, whose file says all.</summary>
    public IReadOnlyDictionary<string, string> ContractSources { get; init; } = new Dictionary<string, string>();

    /// <summary>Builds an untrained classifier.</summary>
    public static Classifier Create(ModelDescription description, Init init) => Create(description, init, null);

    /// <summary>Builds one that is to be filled from a file.</summary>
    internal static Classifier Create(ModelDescription description, Init init, string? file)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (description.Architecture == ModelDescription.TorchScript)
        {
            throw new ArgumentException("a TorchScript network is read from its file; it cannot be built anew", nameof(description));
        }
        if (!Architectures.Contains(description.Architecture))
        {
            throw new ArgumentException($"a network of {description.Architecture} is built for weights that are read; there are: {string.Join(", ", Architectures)}", nameof(description));
        }
        int classes = description.ClassNames.Count;
        nn.Module<Tensor, Tensor> network = description.Architecture == "resnet18"
            ? new ResNet(classes, description.Width, init)
            : new PreActResNet(classes, description.Width, init);
        return new Classifier(description, network, init.Device) { File = file };
    }

    /// <summary>Another network of the same architecture and the same values; not of TorchScript.</summary>
    internal Classifier Copy()
    {
        Init init = new(new Seed(0), Device); // all of it is overwritten
        Classifier copy = Origin is null ? Create(Description, init) : new Classifier(Description, WeightsClassifier.Rebuilt(this, init), Device);
        copy.Network.LoadState(Network.State().ToDictionary(entry => entry.Name, entry => entry.Tensor));
        return copy;
    }

    /// <summary>The extension of a file of the same kind: <c>.pt</c> for TorchScript, its own for weights of others, <c>.safetensors</c> for our own.</summary>
    public static string ExtensionOf(string path) => ModelFileKinds.Of(path) switch
    {
        ModelFileKind.TorchScript => ".pt",
        ModelFileKind.Onnx => ".onnx",
        ModelFileKind.Weights when TorchScriptArchive.IsPyTorchFile(path) => WeightsExtensions.Contains(Path.GetExtension(path)) ? Path.GetExtension(path) : WeightsExtensions[0],
        _ => ".safetensors",
    };

    /// <summary>Reads a classifier: one that <see cref="Save"/> wrote, TorchScript of any origin, an ONNX graph, or weights of others (a state dict of torch.save, or
    /// safetensors) of a known architecture.</summary>
    /// <param name="path">The file; its first bytes tell its kind.</param>
    /// <param name="device">Where the network is to live.</param>
    /// <param name="given">What is known of the input of a network of others, or null: what its file, a YAML file beside it
    /// of the same name, or its configuration says.</param>
    /// <param name="images">What it is to work on, or null: not known. Their size and class names hold for a network of others
    /// of which nothing else is said.</param>
    /// <exception cref="ModelFormatException">The file is damaged, of another kind, or of another architecture than it says;
    /// or no image goes through the network.</exception>
    /// <exception cref="ArgumentException">A contract is given for a file that says its own.</exception>
    public static Classifier Load(string path, Device device, InputContract? given = null, LabeledImages? images = null)
    {
        ForeignFile.Refuse(path);
        switch (ModelFileKinds.Of(path))
        {
            case ModelFileKind.TorchScript: return TorchScriptClassifier.Load(path, device, given, images);
            case ModelFileKind.Weights: return WeightsClassifier.Load(path, device, given, images);
            case ModelFileKind.Onnx: return OnnxClassifier.Load(path, device, given, images);
            default: break;
        }
        if (given is not null && given.Said().Any())
        {
            ImageSizeOf(path); // what is no model of ours is refused as that
            throw new ArgumentException($"{path} is of deepdefense train and says itself how it takes images: leave {string.Join(", ", given.Said())} out");
        }
        return OwnClassifierFile.Load(path, device);
    }

    /// <summary>(H, W) of the images that a model takes, as its file or the contract beside it says; null: nothing says
    /// so. The network is not built.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">What is known of the input of a network of others, or null; it goes before all else.</param>
    /// <exception cref="ModelFormatException">The file or the contract is damaged or of another kind.</exception>
    public static ImageSize? ImageSizeOf(string path, InputContract? given = null)
    {
        ForeignFile.Refuse(path);
        switch (ModelFileKinds.Of(path))
        {
            case ModelFileKind.TorchScript: return TorchScriptClassifier.ImageSizeOf(path, given);
            case ModelFileKind.Weights: return WeightsClassifier.ImageSizeOf(path, given);
            case ModelFileKind.Onnx: return OnnxClassifier.ImageSizeOf(path, given);
            default: break;
        }
        using Safetensors file = Safetensors.Read(path);
        ModelDescription description = OwnClassifierFile.DescriptionOf(path, file);
        return new ImageSize(description.ImageHeight, description.ImageWidth);
    }

    /// <summary>Writes the classifier as it came, whole or not at all: TorchScript with its contract inside, weights of others in a file of the same kind
    /// with contract and configuration beside it (<see cref="FilesBeside"/>), or our own safetensors.</summary>
    public void Save(string path)
    {
        if (Network is ScriptNetwork script)
        {
            script.eval(); // the mode goes into the file, and torch.jit.load(path)(x) is how it is used
            script.Save(path, (TorchScriptClassifier.ContractEntry, ContractFile.Write(InputContract.Of(Description))));
            return;
        }
        if (Origin is not null) { WeightsClassifier.Save(path, this); }
        else { OwnClassifierFile.Save(path, this); }
    }

    /// <summary>The files that <see cref="Save"/> writes beside a model that was read from a file: contract and configuration of weights of others.</summary>
    /// <param name="from">The file that it was read from; what is no model has none.</param>
    /// <param name="path">The file that it is written to.</param>
    public static IReadOnlyList<string> FilesBeside(string from, string path)
    {
        try
        {
            return !System.IO.File.Exists(from) || ModelFileKinds.Of(from) != ModelFileKind.Weights ? []
                : HubConfiguration.Beside(from) is null ? [Models.ContractSources.Beside(path)]
                : [Models.ContractSources.Beside(path), HubConfiguration.PathFor(path)];
        }
        catch (ModelFormatException) { return []; } // the file is read later, and that reader says what is wrong
    }

    /// <summary>Where and in what numbers this model is computed: float32 where it does not take bfloat16.</summary>
    /// <exception cref="ModelFormatException">It does not, and bfloat16 was asked for by name.</exception>
    public Compute Suited(Compute compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (compute.Precision == Precision.Float32 || Float32Reason is null) { return compute; }
        return compute.IsAuto ? compute with { Precision = Precision.Float32 }
            : throw new ModelFormatException($"{File ?? "the model"}: cannot be computed in bf16: {Float32Reason}. Use --precision fp32");
    }

    /// <summary>The sentence that says that it is not computed in bfloat16, or null: it is, or that was not wanted.</summary>
    /// <exception cref="ModelFormatException">It does not take bfloat16, which was asked for by name.</exception>
    public string? Fallback(Compute compute) => Suited(compute) == compute ? null : InFloat32();

    /// <summary>What a user should know of how the model is called, a sentence each.</summary>
    public IEnumerable<string> Notices()
    {
        foreach (string sentence in Origin?.Notices(Description.Architecture) ?? []) { yield return sentence; }
        (long? fixedBatch, string? output, string type) = Network switch
        {
            ScriptNetwork script => (script.FixedBatch, script.Output, script.OutputType),
            OnnxNetwork graph => (graph.FixedBatch, graph.Output, $"{graph.Graph.Outputs.Count} outputs"),
            _ => (null, null, ""),
        };
        if (fixedBatch is { } batch && Network is OnnxNetwork)
        {
            yield return $"takes {ScriptNetwork.Images(batch)} at a time only, as it was exported: slow (torch.onnx.export with dynamic_axes={{name: {{0: \"N\"}}}} takes any number)";
        }
        else if (fixedBatch is { } traced)
        {
            yield return $"takes {ScriptNetwork.Images(traced)} at a time only: it was traced with a fixed batch size; images go through it {(traced == 1 ? "one by one" : $"in parts of {traced}")}, "
                + "which is slow (torch.jit.script(model.eval()), or a forward with x.flatten(1) in place of fixed sizes, takes any number)";
        }
        if (output is { Length: > 0 }) { yield return $"gives {type}: {output} is taken for the logits"; }
    }

    /// <summary>The numbers of its weights where they are not float32, e.g. <c>float64</c>; or null.</summary>
    internal string? OwnNumbers => Network is ScriptNetwork { Numbers: not ScalarType.Float32 } script ? script.Numbers.ToString().ToLowerInvariant() : null;

    /// <summary>How it is computed, in a sentence.</summary>
    internal string InFloat32() => OwnNumbers is { } numbers ? $"computed in {numbers}, the numbers of its weights, and not in bf16" : $"computed in fp32, not in bf16: {Float32Reason}";

    /// <summary>Refuses a file whose network cannot be changed, before anything is done for it.</summary>
    /// <param name="path">A model file.</param>
    /// <exception cref="ModelFormatException">It is an ONNX graph, or no model.</exception>
    public static void RequireWeights(string path)
    {
        ForeignFile.Refuse(path);
        if (ModelFileKinds.Of(path) == ModelFileKind.Onnx) { throw OnnxClassifier.CannotLearn(path); }
    }

    /// <summary>Refuses a network that cannot learn.</summary>
    /// <exception cref="ModelFormatException">It is an ONNX graph, or its weights are float16 or bfloat16, too coarse for small steps.</exception>
    internal void RequireLearnable()
    {
        if (Network is OnnxNetwork) { throw OnnxClassifier.CannotLearn(File ?? "the model"); }
        if (Network is ScriptNetwork { Numbers: ScalarType.Float16 or ScalarType.BFloat16 })
        {
            throw new ModelFormatException($"{File ?? "the model"}: its weights are {OwnNumbers}, in which the small steps of learning are lost; "
                + "save it again after model.float()");
        }
    }

    /// <summary>Writes how a network of others takes images beside a file of it, as YAML; our own files say it themselves, and nothing is
    /// written.</summary>
    /// <param name="path">The file of the network.</param>
    internal void SaveContract(string path)
    {
        if (Network is ScriptNetwork) { AtomicFile.WriteText(Models.ContractSources.Beside(path), ContractFile.Write(InputContract.Of(Description))); }
        else if (Origin is not null) { WeightsClassifier.SaveBeside(path, this); }
    }

    /// <summary>Computes logits from stored pixels.</summary>
    /// <param name="pixels">(N, 3, H, W), uint8 or float, values in [0, 255], on the device of the network.</param>
    /// <returns>(N, K) logits.</returns>
    public Tensor Forward(Tensor pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        using DisposeScope scope = torch.NewDisposeScope();
        return scope.MoveToOuter(Logits(Normalised(pixels)));
    }

    /// <summary>Computes logits from normalised images.</summary>
    /// <param name="images">(N, 3, H, W).</param>
    /// <returns>(N, K) logits.</returns>
    internal Tensor Logits(Tensor images)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor answers = Network.forward(images);
        Tensor logits = Description.Output == ModelOutput.Logits ? answers : answers.to(ScalarType.Float32).clamp(min: LeastProbability).log();
        return scope.MoveToOuter(_order is null ? logits : logits.index_select(1, _order));
    }

    /// <summary>What makes no sense in the answers of a network of others about images: no more of them are right than by chance, or two
    /// classes or more are taken for others. Files of our own say how their classes are numbered.</summary>
    /// <param name="images">Images of which most labels are right; of many, some at equal distances are looked at.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="isOrder">Whether another order of its classes would make sense of them.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>It, with what the cause may be, or null: nothing.</returns>
    public string? Nonsense(LabeledImages images, Compute compute, out bool isOrder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        isOrder = false;
        if (!IsForeign) { return null; }
        LabeledImages some = images.EvenlySpaced(JudgedImages);
        int[] answers = Predict(some, compute, cancellation);
        if (AssumedNormalisation.Problem(this, some, answers, compute, cancellation) is { } problem) { return problem; }
        return ClassOrder.Problem(answers, some.Labels, ClassNames, Order, out isOrder);
    }

    /// <summary>Tells the class of each image, taken in another way.</summary>
    /// <param name="taken">What is otherwise in the way that it takes them: range, mean and deviation.</param>
    /// <param name="images">At least one.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal int[] PredictAs(InputContract taken, LabeledImages images, Compute compute, CancellationToken cancellation)
    {
        Classifier other = new(Description with
        {
            ValueRange = taken.ValueRange ?? Description.ValueRange,
            Mean = taken.Mean ?? Description.Mean,
            Deviation = taken.Deviation ?? Description.Deviation,
        }, Network, Device, Order)
        { File = File };
        try { return other.Predict(images, compute, cancellation); }
        finally { other.Forget(); }
    }

    /// <summary>Tells the class of each image, with the network as in use.</summary>
    /// <returns>(N), each in [0, K).</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public int[] Predict(LabeledImages images, Compute compute, CancellationToken cancellation = default) =>
        Array.ConvertAll(InBatches(images, (logits, _) => logits.argmax(1).ToArray<long>(), compute, cancellation), label => (int)label);

    /// <summary>Tells how probable each class is for each image, with the network as in use.</summary>
    /// <returns>(N, K), row-major, in [0, 1].</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public float[] Probabilities(LabeledImages images, Compute compute, CancellationToken cancellation = default) =>
        InBatches(images, (logits, _) => logits.softmax(1).ToArray<float>(), compute, cancellation);

    /// <summary>Tells the cross-entropy of each image under its label, with the network as in use; above 0 and in order
    /// even where the network is so sure that single precision knows no loss.</summary>
    /// <returns>(N), at least 0.</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public double[] Losses(LabeledImages images, Compute compute, CancellationToken cancellation = default) =>
        Array.ConvertAll(InBatches(images, (logits, labels) => logits.LogOdds(labels).ToArray<float>(), compute, cancellation), CrossEntropy);

    /// <summary>Mean over images of what a function of normalised images gives, with the network as in use.</summary>
    /// <param name="images">At least one.</param>
    /// <param name="of">(N, 3, H, W) to (N, C).</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>(C).</returns>
    internal double[] Mean(LabeledImages images, Func<Tensor, Tensor> of, Compute compute, CancellationToken cancellation)
    {
        float[] all = new ClassifierBatches(this, images, (pixels, _) => of(Normalised(pixels))).Read((values, _) => values.ToArray<float>(), compute, cancellation);
        double[] mean = new double[all.Length / images.Count];
        for (int i = 0; i < all.Length; i++) { mean[i % mean.Length] += (double)all[i] / images.Count; }
        return mean;
    }

    /// <summary>What a function of normalised images and their labels gives for each image, with the network as in use.</summary>
    /// <param name="images">The images.</param>
    /// <param name="of">(N, 3, H, W) and (N) labels to (N, C), float32.</param>
    /// <param name="derives">Whether the function takes derivatives.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>(N, C), row-major.</returns>
    internal float[] Rows(LabeledImages images, Func<Tensor, Tensor, Tensor> of, bool derives, Compute compute, IProgress<double>? progress,
        CancellationToken cancellation) =>
        new ClassifierBatches(this, images, (pixels, labels) => of(Normalised(pixels), labels)) { Derives = derives, Progress = progress }
            .Read((values, _) => values.ToArray<float>(), compute, cancellation);

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        Network.Dispose();
        Forget();
    }

    private int[]? Order => _order is null ? null : Array.ConvertAll(_order.ToArray<long>(), output => (int)output);

    private void Forget()
    {
        _mean.Dispose();
        _deviation.Dispose();
        _order?.Dispose();
    }

    // -ln p of the odds p / (1 - p). 2 atanh(y / (2 + y)) is ln(1 + y), exact for small y, where .NET's LogP1 is not.
    private static double CrossEntropy(float logOdds)
    {
        double odds = Math.Exp(-Math.Abs((double)logOdds));
        return Math.Max(-logOdds, 0) + 2 * Math.Atanh(odds / (2 + odds));
    }

    /// <summary>What the network takes of stored pixels.</summary>
    /// <param name="pixels">(N, 3, H, W), uint8 or float, values in [0, 255].</param>
    /// <returns>(N, 3, H, W), float32.</returns>
    internal Tensor Normalised(Tensor pixels)
    {
        // A foreign network gets the layout that it was written for: view() of channels-last activations fails, and narrow
        // strided 1x1 convolutions crash in oneDNN (docs/open.md).
        Tensor ordered = (Description.ChannelOrder == ChannelOrder.Rgb ? pixels : pixels.flip(1)).to(ScalarType.Float32);
        return ((Network is ScriptNetwork or OnnxNetwork ? ordered : ordered.ChannelsLast()) - _mean) / _deviation;
    }

    private T[] InBatches<T>(LabeledImages images, Func<Tensor, Tensor, T[]> read, Compute compute, CancellationToken cancellation) =>
        new ClassifierBatches(this, images, (pixels, _) => Forward(pixels)).Read(read, compute, cancellation);

    /// <summary>Refuses images that the network does not take.</summary>
    internal void RequireSize(LabeledImages images)
    {
        if ((images.Height, images.Width) != (Description.ImageHeight, Description.ImageWidth))
        {
            throw new ArgumentException($"the model takes images of {Description.ImageHeight} x {Description.ImageWidth} pixels; "
                + $"these are {images.Height} x {images.Width}");
        }
        if (images.ClassNames.Count != Description.ClassNames.Count)
        {
            throw new ArgumentException($"the model knows {Description.ClassNames.Count} classes; these images have {images.ClassNames.Count}");
        }
        ClassNumbering.Require(ClassNames, images.ClassNames, "the model", "these images");
    }
}

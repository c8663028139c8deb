using DeepDefense.Datasets;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Reads a network of any origin as a classifier. Its file says little of how it takes images, so that the
/// contract is put together from several places, and proved by images of noise that must come through.</summary>
internal static class TorchScriptClassifier
{
    /// <summary>The contract inside a TorchScript file of ours, as YAML.</summary>
    internal const string ContractEntry = "deepdefense-contract.yaml";

    private const int TrialImages = 2;
    private const double Rounding = 1e-3;

    /// <summary>H and W that are tried where nothing says them.</summary>
    internal static IReadOnlyList<int> LikelySides { get; } = [32, 64, 224, 28, 96, 128, 299];

    /// <summary>Reads the network with its contract.</summary>
    internal static Classifier Load(string path, Device device, InputContract? given, LabeledImages? images)
    {
        ContractSources sources = Sources(path, given);
        sources.AddSizeOf(images);
        InputContract said = sources.Said;
        long[][] inputs = [.. said.ImageSize is { } size ? [InputOf(size.Height, size.Width)] : LikelySides.Select(side => InputOf(side, side))];
        ScriptNetwork network = ScriptNetwork.Load(path, device, inputs, out ScriptTrialResult trial, classes: said.ClassNames?.Count ?? images?.ClassNames.Count);
        try
        {
            if (trial.Passed is { } passed) { RequireUse(path, network, passed); }
            return Proved(network, ModelDescription.TorchScript, path, device, sources, Passed(path, network, trial, said.ImageSize is not null), images);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // By what it does: code that says training need not be reached, nor need it matter.
    private static void RequireUse(string path, ScriptNetwork network, ScriptTrialOutput passed)
    {
        bool normsLearn = network.FrozenNormsInTraining > 0 && !(passed.IsAlone && passed.KeepsState);
        if (network.FrozenInTraining > 0 && (normsLearn || !passed.Repeats))
        {
            throw new ModelFormatException($"{path}: traced in training mode: {network.FrozenInTraining} batch norms or dropouts always behave as in "
                + "training, so that an answer depends on chance or on the other images of its batch. Trace it again after model.eval(), or use torch.jit.script");
        }
        if (!passed.Repeats)
        {
            throw new ModelFormatException($"{path}: gives other numbers each time for the same images, as if in training: something in its program is random in use, "
                + "too, F.dropout(x, p) without training=self.training perhaps. Mend that and save it again after model.eval()");
        }
    }

    /// <summary>What says the size of its images, but for images themselves.</summary>
    internal static ImageSize? ImageSizeOf(string path, InputContract? given) => Sources(path, given).Said.ImageSize;

    private static ContractSources Sources(string path, InputContract? given)
    {
        TorchScriptArchive archive = TorchScriptArchive.Read(path, ContractEntry);
        if (given?.Architecture is not null) { throw new ArgumentException($"{path} is TorchScript and carries its own program: leave architecture out"); }
        ContractSources sources = new(path, given);
        if (archive.Extra.TryGetValue(ContractEntry, out string? inside)) { sources.Add("inside the file", ContractFile.Parse(inside, $"{path}: {ContractEntry}")); }
        return sources;
    }

    /// <summary>A classifier of what came of a trial.</summary>
    internal static Classifier Proved(nn.Module<Tensor, Tensor> network, string architecture, string path, Device device, ContractSources sources,
        (int Height, int Width, int Classes, IReadOnlyList<float> Answers) trial, LabeledImages? images)
    {
        InputContract guessed = new()
        {
            ImageSize = new ImageSize(trial.Height, trial.Width),
            Output = AreProbabilities(trial.Answers, trial.Classes) ? ModelOutput.Probabilities : null,
        };
        (InputContract whole, int[]? order) = sources.Complete(path, trial.Classes, guessed, "guessed by a trial", images);
        return new Classifier(Described(whole, architecture), network, device, order)
        {
            File = path,
            ContractSources = whole.Said().ToDictionary(part => part, sources.Of),
        };
    }

    /// <summary>The description of a network whose contract is whole.</summary>
    internal static ModelDescription Described(InputContract whole, string architecture) => new()
    {
        Architecture = architecture,
        ImageHeight = whole.ImageSize!.Value.Height,
        ImageWidth = whole.ImageSize.Value.Width,
        ClassNames = whole.ClassNames!,
        ChannelOrder = whole.ChannelOrder!.Value,
        ValueRange = whole.ValueRange,
        Mean = whole.Mean!,
        Deviation = whole.Deviation!,
        Output = whole.Output!.Value,
    };

    private static long[] InputOf(int height, int width) => [TrialImages, 3, height, width];

    // What came of the first input that gave a row of numbers an image.
    private static (int Height, int Width, int Classes, IReadOnlyList<float> Answers) Passed(string path, ScriptNetwork network, ScriptTrialResult trial, bool isSizeSaid)
    {
        if (trial.Passed is { IsRows: true } passed)
        {
            return ((int)passed.Input[2], (int)passed.Input[3], (int)passed.Shape![1], passed.Elements!);
        }
        ScriptTrialOutput first = trial.Passed ?? trial.Outputs[0];
        string reason = $"{path}: for an input of ({string.Join(", ", first.Input)}) {first.Type.ToString().ToLowerInvariant()} the network " + (first.Error is { } error
            ? $"fails: {error}{FirstConvolution(network)}{OtherNumbers(first.Type)}"
            : $"gives {(network.OutputType == "Tensor" ? first.Given : network.OutputType)}; expected ({TrialImages}, K), a number for each of at least two classes{OneOutput(network)}");
        throw new ModelFormatException(isSizeSaid || first.Error is null ? reason
            : $"no image size is said, and of {string.Join(", ", LikelySides)} none goes through; the first: {reason}");
    }

    private static string OtherNumbers(ScalarType type) => type == ScalarType.Float32 ? "" : $" (its weights are {type.ToString().ToLowerInvariant()}; model.float() before it is saved makes them float32)";

    private static string OneOutput(ScriptNetwork network) => network.OutputType == "Tensor" ? "" : ". Wrap the network so that it gives its logits alone:\n" + TorchScriptArchive.RecipeForOutput();

    private static string FirstConvolution(ScriptNetwork network)
    {
        (string name, Parameter weight) = network.named_parameters().FirstOrDefault(entry => entry.parameter.dim() == 4);
        return name is null || weight.shape[1] == 3 ? " (it is called with one tensor, (N, 3, H, W): one that takes (N, H, W, 3), or several arguments, needs a module around it that is called so)" : $" (its first convolution, {name}, seems to take {weight.shape[1]} channels; images here have 3)";
    }

    private static bool AreProbabilities(IReadOnlyList<float> answers, int classes) => answers.All(answer => answer >= 0)
        && answers.Chunk(classes).All(row => Math.Abs(row.Sum() - 1) < Rounding);
}

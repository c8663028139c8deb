using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>A TorchScript network: it carries its own forward, and Python's <c>torch.jit.load</c> reads its file. A file is looked at as a
/// whole and tried in a process of its own before libtorch reads it in this one.</summary>
public sealed class ScriptNetwork : nn.Module<Tensor, Tensor>
{
    private readonly jit.ScriptModule _script;
    private readonly ScriptPlaces _places;
    private readonly bool _hasOutputs, _hasLiveNorms;

    private ScriptNetwork(jit.ScriptModule script, OpenedScript opened, Device device, ScriptTrialResult trial)
        : base(opened.Program.Classes[opened.Program.Root.Type].Name)
    {
        ScriptProgram program = opened.Program;
        (_script, HasMode, Device, _hasOutputs) = (script, program.HasMode, device, opened.Outputs.Count > 0);
        Use = UseOf(opened, trial);
        OutputType = ScriptOutputs.TypeOf(program);
        Layers = [.. program.Modules.Select(module => new ScriptLayer(module.Path, program.Classes[module.Module.Type].Name))];
        (FrozenInUse, FrozenInTraining, FrozenNormsInTraining) = FrozenModes.Of(program);
        HashSet<string> others = program.OtherNames();
        foreach ((string name, Parameter parameter) in script.named_parameters()) { if (!others.Contains(name)) { register_parameter(name, parameter); } }
        foreach ((string name, Tensor buffer) in script.named_buffers()) { if (!others.Contains(name)) { register_buffer(name, buffer); } }
        _places = new ScriptPlaces(this) { Input = trial.Passed?.Input };
        _hasLiveNorms = FrozenInUse == 0 && named_buffers().Any(entry => entry.name.EndsWith("running_mean", StringComparison.Ordinal));
    }

    /// <summary>The modules that it is made of, itself first, under an empty name.</summary>
    public IReadOnlyList<ScriptLayer> Layers { get; }

    /// <summary>Batch norms and dropouts whose mode is written into the code as that of use, as tracing a module in eval() leaves
    /// them: <c>train()</c> does not change them.</summary>
    public int FrozenInUse { get; }

    /// <summary>Those whose mode is written into the code as that of training.</summary>
    public int FrozenInTraining { get; }

    /// <summary>Those of them that are batch norms.</summary>
    public int FrozenNormsInTraining { get; }

    /// <summary>The numbers of its weights: images are cast to them, and what it gives is cast to float32.</summary>
    public ScalarType Numbers => Use.Type;

    /// <summary>How many images it takes at once, or null: any number. With a fixed number, images go through in parts of as many.</summary>
    public long? FixedBatch => Use.Batch;

    /// <summary>Which of several tensors that it gives is taken, e.g. <c>element 0 of its tuple</c>, or null: it gives one.</summary>
    public string? Output => Use.Output?.Name;

    /// <summary>The type of what it gives, as TorchScript writes it.</summary>
    public string OutputType { get; }

    /// <summary>Why it cannot compute in bfloat16 what it computes in float32, in a few words, or null: it can, or was not asked.</summary>
    public string? BFloat16Problem { get; private init; }

    /// <summary>Whether it behaves as in training. A network that torch.jit.freeze made never does.</summary>
    public override bool training => HasMode && _script.training;

    /// <summary>Whether it can be told to behave as in training or in use.</summary>
    internal bool HasMode { get; }

    /// <summary>Where it computes.</summary>
    internal Device Device { get; }

    /// <summary>How its script, or a copy of it, is called.</summary>
    internal ScriptUse Use { get; }

    /// <summary>Reads a TorchScript file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it is to compute.</param>
    /// <exception cref="ModelFormatException">The file is not TorchScript that libtorch reads, or not safe to read; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="NotSupportedException">No process can be started to try it in.</exception>
    public static ScriptNetwork Load(string path, Device device) => Load(path, device, [], out _);

    /// <summary>Reads a TorchScript file, and tells what becomes of noise of given shapes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it is to compute.</param>
    /// <param name="inputs">Shapes to send through in use, in the process in which it is tried, in order, until one gives a tensor.</param>
    /// <param name="trial">What came of them.</param>
    /// <param name="options">What the trial may take, or null: <see cref="ScriptTrialOptions.Default"/>.</param>
    /// <param name="classes">How many classes it is to know, or null; decides between several tensors that it may give.</param>
    /// <param name="cancellation">Ends the trial.</param>
    /// <inheritdoc cref="Load(string, Device)"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ScriptNetwork Load(string path, Device device, IReadOnlyList<long[]> inputs, out ScriptTrialResult trial,
        ScriptTrialOptions? options = null, int? classes = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        OpenedScript opened = ScriptProgram.Open(path);
        trial = ScriptTrial.Run(opened, path, inputs, classes, options, cancellation);
        try { return new ScriptNetwork(LoadedScript.Load(opened.Archive, device), opened, device, trial) { BFloat16Problem = trial.BFloat16 }; }
        catch (ExternalException e) { throw TorchScriptArchive.NotReadHere(path, ScriptTrial.Reason(e.Message), e); }
    }

    /// <summary>Writes the network, as Python's <c>torch.jit.load</c> reads it, whole or not at all; equal networks give equal files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extra">A text to go with it, by name, or null: none. <see cref="TorchScriptArchive.Extra"/> reads it, as
    /// does Python by <c>_extra_files</c>.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void Save(string path, (string Name, string Text)? extra = null) => AtomicFile.Write(path, stream => Written(file =>
    {
        SavedScript.Copy(_hasOutputs ? SavedScript.WithoutOutputs(file) : file, stream, extra);
        return true;
    }));

    /// <summary>Runs it.</summary>
    /// <param name="input">What it takes, as a rule (N, 3, H, W).</param>
    /// <exception cref="ExternalException">It fails; the message is libtorch's.</exception>
    /// <exception cref="ModelFormatException">It gives something else than one tensor; the message says what. Or it is to learn from a batch
    /// with batch norm, and takes a fixed number of images.</exception>
    [SuppressMessage("Usage", "CA2201", Justification = "What TorchSharp throws, with what went in.")]
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (FixedBatch is { } batch && _hasLiveNorms && training && input.shape[0] != batch)
        {
            throw new ModelFormatException($"the network takes {Images(batch)} at a time only: it was traced with a fixed batch size, and its batch norms cannot learn from "
                + $"batches of {input.shape[0]}. Make it take any number (x.flatten(1) instead of x.view({batch}, -1), torch.jit.script instead of trace) and save it again");
        }
        Tensor output;
        try { output = Use.Run(_script, input); }
        catch (ExternalException e) { throw new ExternalException($"the network fails for an input of ({string.Join(", ", input.shape)}): {e.Message}", e); }
        _places.Input = input.shape;
        return output;
    }

    /// <inheritdoc/>
    public override void train(bool train = true)
    {
        if (HasMode) { _script.train(train); }
    }

    /// <inheritdoc/>
    public override void eval() => train(false);

    /// <summary>The parameters that belong to the channels of a place, found by running a copy. Of a convolution its weight and
    /// bias, and those of a batch norm right behind it, whose first axis are the channels that come out; of a linear layer its
    /// weight, whose second axis are the channels that go in.</summary>
    /// <exception cref="ScriptPlaceException">There is no such place; the message says why.</exception>
    public IReadOnlyList<Parameter> ParametersAt(ScriptPlace place) => _places.ParametersAt(place);

    /// <summary>Runs the network up to a place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="input">(N, 3, H, W) as a rule.</param>
    /// <returns>(N, C): what leaves the convolution, or the batch norm right behind it, as a mean over pixels; what enters the
    /// linear layer.</returns>
    /// <exception cref="ScriptPlaceException">There is no such place; the message says why.</exception>
    /// <exception cref="ExternalException">The network fails on this input; the message is libtorch's.</exception>
    public Tensor ActivationsAt(ScriptPlace place, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _places.ActivationsAt(place, input);
    }

    /// <summary>Has libtorch write it, as it is now, for as long as the file is used; always under one name, for the inside of the
    /// archive is called after the file.</summary>
    internal T Written<T>(Func<string, T> use)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("deepdefense-");
        try
        {
            string file = Path.Combine(folder.FullName, "model.pt");
            jit.save(_script, file);
            return use(file);
        }
        finally { folder.Delete(recursive: true); }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _places.Dispose();
            LoadedScript.Free(_script);
        }
        base.Dispose(disposing);
    }

    // It stays where it was loaded: TorchSharp would give it other tensors than the script computes with.
    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => throw new NotSupportedException("a TorchScript network stays as it was loaded");

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => throw new NotSupportedException("a TorchScript network stays as it was loaded");

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking) => throw new NotSupportedException("a TorchScript network stays as it was loaded");

    /// <summary>A number of images, in words.</summary>
    public static string Images(long count) => count == 1 ? "one image" : $"{count} images";

    private static ScriptUse UseOf(OpenedScript opened, ScriptTrialResult trial) => trial.Passed is not { IsRows: true } passed ? ScriptUse.Plain
        : new(passed.Type, passed.FixedBatch, passed.IsPairAtLeast, opened.Outputs.FirstOrDefault(output => output.Method == passed.Output));
}

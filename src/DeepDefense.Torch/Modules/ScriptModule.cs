using System.Runtime.InteropServices;
using DeepDefense.Torch.Interop;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Modules;

/// <summary>A TorchScript network: it carries its own forward, and Python's <c>torch.jit.load</c> reads its file.
/// Nothing in the file is unpickled by Python; libtorch's own reader parses it.</summary>
public sealed class ScriptModule : Module
{
    private const int NameCapacity = 1024;
    private readonly ScriptHandle _script;

    private ScriptModule(ScriptHandle script)
    {
        _script = script;
        Native.ScriptFrozenMode(script, out int evaluating, out int training).Check("look through a TorchScript module");
        (FrozenInUse, FrozenInTraining) = (evaluating, training);
        foreach ((string name, Tensor tensor) in Tensors(parameters: true)) { AddParameter(name, tensor, tensor.Device); }
        foreach ((string name, Tensor tensor) in Tensors(parameters: false)) { AddBuffer(name, tensor, tensor.Device); }
    }

    /// <summary>The modules that it is made of, itself first, under an empty name.</summary>
    public IReadOnlyList<ScriptLayer> Layers
    {
        get
        {
            Native.ScriptModuleCount(_script, out int count).Check("count the modules of a TorchScript module");
            return [.. Enumerable.Range(0, count).Select(LayerAt)];
        }
    }

    /// <summary>Batch norms and dropouts whose mode is written into the graph as that of use, as tracing a module in
    /// eval() leaves them: <see cref="Train"/> does not change them.</summary>
    public int FrozenInUse { get; }

    /// <summary>Those whose mode is written into the graph as that of training.</summary>
    public int FrozenInTraining { get; }

    /// <summary>Defines a network from TorchScript source.</summary>
    /// <param name="className">The name of its class.</param>
    /// <param name="source">Methods, <c>def forward(self, x: Tensor) -> Tensor:</c> among them; they may read
    /// <c>self.training</c>, the parameters and the buffers.</param>
    /// <param name="parameters">Learned tensors by name; dots lead into submodules, which <c>getattr(self, "0")</c> finds too.</param>
    /// <param name="buffers">Kept tensors by name.</param>
    /// <exception cref="TorchException">The source does not compile.</exception>
    public static ScriptModule Define(string className, string source,
        IEnumerable<(string Name, Tensor Tensor)> parameters, IEnumerable<(string Name, Tensor Tensor)> buffers)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(buffers);
        Native.ScriptCreate(className, out ScriptHandle script).Check("make a TorchScript module");
        foreach ((string name, Tensor tensor) in parameters)
        {
            Native.ScriptRegister(script, name, tensor.RequireGrad().Handle, 1).Check($"register the parameter {name}");
        }
        foreach ((string name, Tensor tensor) in buffers)
        {
            Native.ScriptRegister(script, name, tensor.Handle, 0).Check($"register the buffer {name}");
        }
        Native.ScriptDefine(script, source + "\n").Check($"compile {className}");
        return new ScriptModule(script);
    }

    /// <summary>Reads a TorchScript file.</summary>
    /// <exception cref="TorchException">The file cannot be read, or is not TorchScript that this libtorch knows.</exception>
    public static ScriptModule Load(string path, Device device)
    {
        Native.ScriptLoad(path, device.Index, out ScriptHandle script).Check($"{path}: not a TorchScript file that "
            + $"libtorch {TorchRuntime.Version} reads");
        return new ScriptModule(script);
    }

    /// <summary>Writes the network, as Python's <c>torch.jit.load</c> reads it, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extra">A text to go with it, by name, or null: none. <see cref="TorchScriptArchive.Extra"/> reads it, as
    /// does Python by <c>_extra_files</c>.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public void Save(string path, (string Name, string Text)? extra = null) => AtomicFile.Write(path, stream =>
    {
        // libtorch opens the file itself, and calls the inside of the archive after it: under one name, equal networks give
        // equal files.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("deepdefense-");
        try
        {
            string file = Path.Combine(folder.FullName, "model.pt");
            Native.ScriptSave(_script, file, extra?.Name, extra?.Text).Check($"{path}: cannot be written");
            using FileStream written = File.OpenRead(file);
            written.CopyTo(stream);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    /// <inheritdoc/>
    public override void Train(bool training = true)
    {
        base.Train(training);
        Native.ScriptTrain(_script, training ? 1 : 0).Check("set the mode of a TorchScript module");
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Native.ScriptForward(_script, input.Handle, out TensorHandle output).Check("forward of the TorchScript module");
        return new Tensor(output);
    }

    /// <summary>The parameters that belong to the channels of a place, found by the program of forward. Of a convolution its
    /// weight and bias, and those of a batch norm right behind it, whose first axis are the channels that come out; of a linear
    /// layer its weight, whose second axis are the channels that go in.</summary>
    /// <exception cref="TorchException">There is no such place; the message says why.</exception>
    public unsafe IReadOnlyList<Tensor> ParametersAt(ScriptPlace place)
    {
        byte* names = stackalloc byte[NameCapacity];
        Native.ScriptPlaceParameters(_script, (int)place, names, NameCapacity).Check("look for a layer of a TorchScript module");
        Dictionary<string, Tensor> known = NamedParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        return [.. Marshal.PtrToStringUTF8((nint)names)!.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => known.TryGetValue(name, out Tensor? parameter) ? parameter
                : throw new TorchException($"{name} is no parameter of its own: shared or kept as a buffer"))];
    }

    /// <summary>Runs the network up to a place.</summary>
    /// <returns>(N, C): what leaves the convolution, or the batch norm right behind it, as a mean over pixels; what enters the
    /// linear layer.</returns>
    /// <exception cref="TorchException">There is no such place; the message says why.</exception>
    public Tensor ActivationsAt(ScriptPlace place, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Native.ScriptPlaceActivations(_script, (int)place, input.Handle, out TensorHandle output).Check("run a TorchScript module up to a layer");
        return new Tensor(output);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _script.Dispose();
    }

    private List<(string, Tensor)> Tensors(bool parameters)
    {
        int kind = parameters ? 1 : 0;
        Native.ScriptTensorCount(_script, kind, out int count).Check("count the tensors of a TorchScript module");
        List<(string, Tensor)> tensors = [];
        for (int i = 0; i < count; i++) { tensors.Add(TensorAt(kind, i)); }
        return tensors;
    }

    private unsafe ScriptLayer LayerAt(int index)
    {
        byte* name = stackalloc byte[NameCapacity], type = stackalloc byte[NameCapacity];
        Native.ScriptModuleAt(_script, index, name, NameCapacity, type, NameCapacity).Check("read a module of a TorchScript module");
        return new ScriptLayer(Marshal.PtrToStringUTF8((nint)name)!, Marshal.PtrToStringUTF8((nint)type)!);
    }

    private unsafe (string, Tensor) TensorAt(int kind, int index)
    {
        byte* name = stackalloc byte[NameCapacity];
        Native.ScriptTensorAt(_script, kind, index, name, NameCapacity, out TensorHandle tensor)
            .Check("read a tensor of a TorchScript module");
        return (Marshal.PtrToStringUTF8((nint)name)!, new Tensor(tensor));
    }
}

using System.Globalization;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Onnx;

/// <summary>An ONNX graph as a network that answers, by ONNX Runtime on the processor in float32. It has no parameters that could learn, and nothing inside
/// it is seen. A file is looked through and tried in a process of its own before it is read in this one.</summary>
public sealed class OnnxNetwork : nn.Module<Tensor, Tensor>
{
    private const int Channels = 3, PairOfImages = 2;
    private static readonly string[] LogitsNames = ["logits", "output", "out"];

    private readonly OnnxSession _session;
    private readonly ScriptUse _use;
    private readonly string _output;

    private OnnxNetwork(OnnxGraph graph, OnnxSession session, ScriptTrialOutput? passed)
        : base(nameof(OnnxNetwork))
    {
        (Graph, _session) = (graph, session);
        _output = passed?.Output ?? graph.Outputs[0].Name;
        _use = new(ScalarType.Float32, passed?.FixedBatch, passed?.IsPairAtLeast == true, null);
    }

    /// <summary>What it is made of.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>How many images it takes at once, or null: any number. With a fixed number, images go through in parts of as many.</summary>
    public long? FixedBatch => _use.Batch;

    /// <summary>Which of several outputs is taken, or null: it has one.</summary>
    public string? Output => Graph.Outputs.Count == 1 ? null : _output;

    /// <summary>H and W of the images, where the graph says them.</summary>
    /// <exception cref="ModelFormatException">It does not take images alone: one input, float32, (N, 3, H, W).</exception>
    public static (int Height, int Width)? SizeOf(OnnxGraph graph) => InputOf(graph).Shape is [_, _, { } height, { } width] ? ((int)Math.Min(height, int.MaxValue), (int)Math.Min(width, int.MaxValue)) : null;

    /// <summary>Reads a graph, and tells what becomes of noise.</summary>
    /// <param name="graph">It, looked through.</param>
    /// <param name="sizes">H and W of the images to send through in use, in order, until they come through.</param>
    /// <param name="trial">What came of them.</param>
    /// <param name="options">What the trial may take, or null: <see cref="ScriptTrialOptions.Default"/>.</param>
    /// <param name="classes">How many classes it is to know, or null; decides between several outputs.</param>
    /// <param name="cancellation">Ends the trial.</param>
    /// <exception cref="ModelFormatException">It does not take images, gives nothing for classes, or ONNX Runtime does not read it; the message says why.</exception>
    /// <exception cref="NotSupportedException">No process can be started to try it in.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static OnnxNetwork Load(OnnxGraph graph, IReadOnlyList<(int Height, int Width)> sizes, out ScriptTrialResult trial, ScriptTrialOptions? options = null, int? classes = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(sizes);
        OnnxValue input = InputOf(graph);
        ScriptOutput[] outputs = [.. OutputsOf(graph).Select(output => new ScriptOutput(output.Name, output.Name, LogitsNames.Contains(output.Name)))];
        long batch = input.Shape?[0] ?? PairOfImages;
        ScriptTrialRequest request = new(ScriptTrial.NewMark(), graph.Bytes.Length, [.. sizes.Select(size => new[] { batch, Channels, size.Height, size.Width })], TorchRuntime.Threads, HasMode: false,
            [ScalarType.Float32], [1], outputs, classes)
        {
            Graph = new OnnxTrialGraph(graph.Folder, input.Name, outputs[0].Method),
        };
        trial = ScriptTrial.Run(request, graph.Bytes, graph.File, graph.Bytes.Length + graph.ExternalBytes, error => new ModelFormatException($"{graph.File}: {ScriptTrial.Reason(error)}"), options, cancellation);
        return new OnnxNetwork(graph, new OnnxSession(graph.Bytes, graph.Folder, input.Name), trial.Passed);
    }

    /// <param name="input">(N, 3, H, W).</param>
    /// <returns>(N, K), float32.</returns>
    /// <exception cref="ModelFormatException">It fails; the message is ONNX Runtime's.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(_use.ByParts(input, images => _session.Run(images, _output)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) { _session.Dispose(); }
        base.Dispose(disposing);
    }

    private static OnnxValue InputOf(OnnxGraph graph)
    {
        if (graph.Inputs is not [OnnxValue input]) { throw Refusal(graph, "its inputs", graph.Inputs.Count == 0 ? "none" : List(graph.Inputs)); }
        bool isImage = input is { Numbers: "float32", Shape: [_, null or Channels, _, _] };
        string hint = input.Shape is [_, _, _, Channels] ? "; channels stand last there, as TensorFlow has them (tf2onnx --inputs-as-nchw moves them)"
            : input.Numbers is "float16" or "float64" or "uint8" ? $"; export the network after model.float(), and with float32 images" : "";
        return isImage ? input : throw Refusal(graph, "its input", input + hint);
    }

    private static OnnxValue[] OutputsOf(OnnxGraph graph)
    {
        OnnxValue[] rows = [.. graph.Outputs.Where(output => output is { Numbers: "float32", Shape: null or [_, null or >= 2] })];
        return rows.Length > 0 ? rows : throw new ModelFormatException(graph.File, "its outputs", List(graph.Outputs), "(N, K) float32, a number for each of at least two classes");
    }

    private static ModelFormatException Refusal(OnnxGraph graph, string place, string found) => new(graph.File, place, found, "one, images: (N, 3, H, W) float32");

    private static string List(IReadOnlyList<OnnxValue> values) => string.Join("; ", values.Take(8)) + (values.Count > 8 ? string.Create(CultureInfo.InvariantCulture, $" and {values.Count - 8} more") : "");
}

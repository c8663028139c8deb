using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using Microsoft.ML.OnnxRuntime;

namespace DeepDefense.Torch.Onnx;

/// <summary>A graph in ONNX Runtime, on the processor.</summary>
internal sealed class OnnxSession : IDisposable
{
    private const string ExternalFolder = "session.model_external_initializers_file_folder_path", Spinning = "session.intra_op.allow_spinning", Off = "0";

    private readonly InferenceSession _session;
    private readonly string _input;

    /// <param name="model">The file's bytes.</param>
    /// <param name="folder">Where files of tensors lie, or null: there are none.</param>
    /// <param name="input">The only input.</param>
    /// <exception cref="ModelFormatException">ONNX Runtime does not read it; the message is its.</exception>
    internal OnnxSession(byte[] model, string? folder, string input)
    {
        _input = input;
        try
        {
            OrtEnv.Instance().DisableTelemetryEvents();
            using SessionOptions options = new() { IntraOpNumThreads = TorchRuntime.Threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.AddSessionConfigEntry(Spinning, Off);
            if (folder is not null) { options.AddSessionConfigEntry(ExternalFolder, folder); }
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException e) { throw Failure(e); }
    }

    /// <summary>Runs it.</summary>
    /// <param name="images">(N, 3, H, W), float32, anywhere.</param>
    /// <param name="output">The output that is asked for.</param>
    /// <returns>That, float32, where the images are.</returns>
    /// <exception cref="ModelFormatException">It fails, or gives something else than a tensor of float32; the message says what.</exception>
    internal unsafe Tensor Run(Tensor images, string output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor taken = images.detach().cpu().to(ScalarType.Float32).contiguous();
        fixed (byte* bytes = taken.bytes)
        {
            try
            {
                using OrtValue given = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, taken.shape, (nint)bytes, taken.numel() * sizeof(float));
                using RunOptions options = new();
                using IDisposableReadOnlyCollection<OrtValue> answers = _session.Run(options, [_input], [given], [output]);
                OrtValue answer = answers[0];
                OrtTensorTypeAndShapeInfo? type = answer.IsTensor ? answer.GetTensorTypeAndShape() : null;
                if (type?.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float) { throw new ModelFormatException($"the graph gives no tensor of float32 as {OnnxGraph.Names([output])}"); }
                return scope.MoveToOuter(answer.GetTensorDataAsSpan<float>().ToArray().ToTensor(type.Value.Shape).to(images.device));
            }
            catch (OnnxRuntimeException e) { throw Failure(e); }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static ModelFormatException Failure(OnnxRuntimeException e) => new($"ONNX Runtime: {LoadedScript.Brief(e.Message)}", e);
}

using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>Operators of oneDNN in eight bits that TorchSharp does not name (<c>torch.ops.onednn</c> of PyTorch, there for its compiled
/// quantised networks): called by a script that is made here.</summary>
internal static class QuantizedOperators
{
    private const string Name = "Quantized", Top = "quantized/";

    // A convolution of step 1 that keeps the size of maps for kernels of 3 x 3, with relu behind it, into bfloat16 (type 15).
    private const string Methods = $"""
        def prepack(self: __torch__.{Name}, weight: Tensor, scales: Tensor, scale: float, zero: int) -> Tensor:
          return ops.onednn.qconv_prepack(weight, scales, scale, zero, [1, 1], [1, 1], [1, 1], 1, None)
        def conv2d_relu(self: __torch__.{Name}, x: Tensor, scale: float, zero: int, weight: Tensor, scales: Tensor, zeros: Tensor, bias: Tensor) -> Tensor:
          return ops.onednn.qconv2d_pointwise(x, scale, zero, weight, scales, zeros, bias, [1, 1], [1, 1], [1, 1], 1, 1.0, 0, 15, "relu", [], "")
        def forward(self: __torch__.{Name}, x: Tensor) -> Tensor:
          return x
        """;

    private static readonly Lazy<jit.ScriptModule> s_script = new(() => LoadedScript.Load(Archive(), CPU));

    /// <summary>Weights as oneDNN wants them for inputs of a range.</summary>
    /// <param name="weight">(O, I, 3, 3), int8.</param>
    /// <param name="scales">(O), float32: what a step of each weight stands for.</param>
    /// <param name="scale">What a step of the inputs stands for.</param>
    /// <param name="zero">The input that stands for 0, in [0, 255].</param>
    internal static Tensor Prepack(Tensor weight, Tensor scales, double scale, long zero) => (Tensor)s_script.Value.invoke("prepack", weight, scales, scale, zero);

    /// <summary>Convolves, adds a bias and cuts off below 0.</summary>
    /// <param name="x">(N, I, H, W), uint8; outside of it lies what stands for 0.</param>
    /// <param name="scale">As in <see cref="Prepack"/>.</param>
    /// <param name="zero">As in <see cref="Prepack"/>.</param>
    /// <param name="weight">What <see cref="Prepack"/> gave.</param>
    /// <param name="scales">As in <see cref="Prepack"/>.</param>
    /// <param name="zeros">(O), int32, all 0.</param>
    /// <param name="bias">(O), float32.</param>
    /// <returns>(N, O, H, W), bfloat16.</returns>
    internal static Tensor Conv2dRelu(Tensor x, double scale, long zero, Tensor weight, Tensor scales, Tensor zeros, Tensor bias) =>
        (Tensor)s_script.Value.invoke("conv2d_relu", x, scale, zero, weight, scales, zeros, bias);

    private static byte[] Archive()
    {
        WrittenModule module = new(Name);
        using MemoryStream archive = new();
        using (StoredZip zip = new(archive))
        {
            zip.Add(Top + "data.pkl", PickleWriter.Write(module.ToObject((_, _) => throw new InvalidOperationException("it has no tensors"))));
            zip.Add($"{Top}{ScriptSource.Folder}__torch__{ScriptSource.Extension}", Encoding.ASCII.GetBytes(module.Code(Methods)));
            zip.Add(Top + "constants.pkl", PickleWriter.Write(new PickledTuple([])));
            zip.Add(Top + "version", "3\n"u8);
        }
        return archive.ToArray();
    }
}

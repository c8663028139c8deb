using System.Text.Json;
using System.Text.Json.Serialization;
using DeepDefense.Torch.Onnx;

namespace DeepDefense.Torch.Scripting;

/// <summary>What the parent asks, one line of JSON; the archive follows it.</summary>
/// <param name="Mark">Begins every line that answers: the network's own code does not know it.</param>
/// <param name="Length">Bytes of the archive.</param>
/// <param name="Shapes">Inputs to try.</param>
/// <param name="Threads">Threads that an operator may use.</param>
/// <param name="HasMode">Whether it can be told to behave as in use.</param>
/// <param name="Types">Numbers to try, in order.</param>
/// <param name="Batches">How many images at once to try where the shape's own number does not go through.</param>
/// <param name="Outputs">Which tensors forward gives; none: one.</param>
/// <param name="Classes">How many classes the right one should have, or null: not known.</param>
internal sealed record ScriptTrialRequest(string Mark, int Length, IReadOnlyList<long[]> Shapes, int Threads, bool HasMode,
    IReadOnlyList<ScalarType> Types, IReadOnlyList<long> Batches, IReadOnlyList<ScriptOutput> Outputs, int? Classes)
{
    /// <summary>How the archive runs where it is an ONNX graph, or null (default): it is TorchScript.</summary>
    public OnnxTrialGraph? Graph { get; init; }
}

/// <summary>What the child answers, a line of JSON each.</summary>
/// <param name="At">The input that is tried next; -1 while the archive is read.</param>
/// <param name="Error">Why the archive cannot be read.</param>
/// <param name="Result">What came of the inputs.</param>
/// <param name="IsLast">Whether nothing follows; otherwise bfloat16 is tried yet.</param>
internal sealed record ScriptTrialAnswer(int At, string? Error = null, ScriptTrialResult? Result = null, bool IsLast = true)
{
    /// <summary>How both are written: numbers that are none may be among them.</summary>
    internal static JsonSerializerOptions Json { get; } = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>An answer, or null: the line is none, or not whole.</summary>
    internal static ScriptTrialAnswer? Read(string line)
    {
        try { return JsonSerializer.Deserialize<ScriptTrialAnswer>(line, Json); }
        catch (JsonException) { return null; }
    }
}

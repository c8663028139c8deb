using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DeepDefense.Torch.Onnx;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>The process in which a foreign network is read first and sends noise through: whatever it does to a process, it does to
/// this one. Started by <see cref="ScriptTrial"/>; this library is its program.</summary>
internal static class ScriptTrialChild
{
    private static int Main()
    {
        using Stream input = Console.OpenStandardInput();
        if (JsonSerializer.Deserialize<ScriptTrialRequest>(Line(input), ScriptTrialAnswer.Json) is not { } request) { return 1; }
        byte[] archive = new byte[request.Length];
        input.ReadExactly(archive);
        // The parent keeps its end open for as long as it lives.
        new Thread(() =>
        {
            while (input.ReadByte() >= 0) { }
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true }.Start();
        Answer(request, new(-1));
        Answer(request, Try(request, archive));
        return 0;
    }

    private static string Line(Stream input)
    {
        List<byte> line = [];
        for (int b = input.ReadByte(); b >= 0 && b != '\n'; b = input.ReadByte()) { line.Add((byte)b); }
        return Encoding.UTF8.GetString([.. line]);
    }

    private static void Answer(ScriptTrialRequest request, ScriptTrialAnswer answer)
    {
        Console.Out.WriteLine(request.Mark + JsonSerializer.Serialize(answer, ScriptTrialAnswer.Json));
        Console.Out.Flush();
    }

    private static ScriptTrialAnswer Try(ScriptTrialRequest request, byte[] archive)
    {
        TorchRuntime.Initialize();
        TorchRuntime.Threads = request.Threads;
        ITrialNetwork network;
        try { network = request.Graph is { } graph ? new OnnxTrialNetwork(new OnnxSession(archive, graph.Folder, graph.Input), graph.Output) : new ScriptTrialNetwork(torch.jit.load(archive, torch.CPU)); }
        catch (Exception e) when (e is ExternalException or ModelFormatException) { return new(-1, e.Message); }
        using (network)
        {
            if (request.HasMode) { network.Train(false); }
            ScriptTrialRun run = new(network, request);
            List<ScriptTrialOutput> outputs = [];
            for (int at = 0; at < request.Shapes.Count && outputs is not [.., { Passed: true }]; at++)
            {
                Answer(request, new(at));
                outputs.Add(run.Try(request.Shapes[at]));
            }
            bool isHalved = request.Graph is null && TorchRuntime.CpuHasBFloat16;
            if (!isHalved || outputs is not [.., { IsRows: true, Type: ScalarType.Float32 } passed]) { return new(request.Shapes.Count, Result: new(outputs)); }
            // Whatever bfloat16 does to this process, float32 is known to go through.
            Answer(request, new(request.Shapes.Count, Result: new(outputs), IsLast: false));
            return new(request.Shapes.Count, Result: new(outputs, run.BFloat16(passed)));
        }
    }
}

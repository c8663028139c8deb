using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DeepDefense.Torch.Scripting;

/// <summary>The process in which a foreign network is read first and sends noise through: whatever it does to a process, it does to
/// this one. Started by <see cref="ScriptTrial"/>; this library is its program.</summary>
internal static class ScriptTrialChild
{
    private const int MostElements = 1_000_000;

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
        torch.jit.ScriptModule network;
        try { network = torch.jit.load(archive, torch.CPU); }
        catch (ExternalException e) { return new(-1, e.Message); }
        using (network)
        {
            if (request.HasMode) { network.eval(); }
            List<ScriptTrialOutput> outputs = [];
            for (int at = 0; at < request.Shapes.Count && outputs is not [.., { Passed: true }]; at++)
            {
                Answer(request, new(at));
                outputs.Add(Try(network, request.Shapes[at]));
            }
            return new(request.Shapes.Count, Result: new(outputs));
        }
    }

    private static ScriptTrialOutput Try(torch.jit.ScriptModule network, long[] shape)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable pause = torch.no_grad();
        using Generator noise = new(0);
        try
        {
            object? given = network.call(torch.randn(shape, generator: noise));
            if (given is not Tensor output) { return new(shape, null, null, Describe(given), null); }
            bool real = output.numel() <= MostElements && !output.is_complex() && !output.is_sparse && !output.is_meta;
            return new(shape, output.shape, real ? output.to(ScalarType.Float32).ToArray<float>() : null, output.Described(), null);
        }
        catch (Exception e) when (e is NotImplementedException or ArgumentOutOfRangeException) { return new(shape, null, null, "neither a tensor nor a tuple or list of tensors", null); }
        catch (Exception e) when (e is ExternalException or ArgumentException or InvalidOperationException) { return new(shape, null, null, null, e.Message); }
    }

    private static string Describe(object? given) => given switch
    {
        null => "nothing",
        Tensor => "a tensor",
        Scalar => "a number",
        ITuple tuple => $"a tuple of {tuple.Length} ({string.Join(", ", Enumerable.Range(0, Math.Min(tuple.Length, 5)).Select(i => Describe(tuple[i])))})",
        Array list => $"a list of {list.Length}",
        _ => $"a {given.GetType().Name}",
    };
}

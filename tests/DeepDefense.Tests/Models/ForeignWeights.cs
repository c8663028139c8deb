using System.Runtime.InteropServices;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

/// <summary>Weights that tests/oracle/weights.py wrote with PyTorch, and what PyTorch answers with them.</summary>
public sealed class ForeignWeights : IDisposable
{
    private const string Call = "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')";
    private readonly TemporaryFolder _folder = new();

    public ForeignWeights()
    {
        if (!PythonTorch.IsPresent) { return; }
        (int code, string output) = Python("make", _folder.Path);
        if (code != 0) { throw new InvalidOperationException(output); }
    }

    /// <summary>A path in the folder of the weights.</summary>
    internal string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>(4, 3, 32, 32), what the logits are of.</summary>
    internal byte[] Pixels => File.ReadAllBytes(_folder["pixels.raw"]);

    /// <summary>(4, 10) logits of PyTorch.</summary>
    internal float[] Logits(string network) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder[network + ".raw"])).ToArray();

    /// <summary>What PyTorch says of the difference of two files; empty: there is none.</summary>
    internal static string Difference(string one, string other) => Python("same", one, other) is (not 0, string said) ? said : "";

    private static (int Code, string Output) Python(params string[] arguments) => PythonTorch.Run(Call, [Numbers.OraclePath("weights.py"), .. arguments]);
}

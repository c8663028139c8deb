using System.Globalization;
using System.Runtime.InteropServices;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Models;

/// <summary>Networks that tests/oracle/torchscript.py wrote with PyTorch, and what PyTorch answers.</summary>
public sealed class ForeignNetworks : IDisposable
{
    private const string Call = "import runpy, sys; sys.argv.pop(0); runpy.run_path(sys.argv[0], run_name='__main__')";
    private readonly TemporaryFolder _folder = new();

    public ForeignNetworks()
    {
        if (PythonTorch.IsPresent) { Python("make", _folder.Path); }
    }

    /// <summary>A path in the folder of the networks.</summary>
    internal string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>What PyTorch answers to stored pixels under the contract of a classifier.</summary>
    internal float[] Answer(string model, LabeledImages images, ModelDescription contract)
    {
        string pixels = _folder.Write(Path.GetRandomFileName(), images.Pixels), answers = _folder[Path.GetRandomFileName()];
        Python("answer", model, pixels, answers, Text(images.Height), Text(images.Width), contract.ChannelOrder.ToString().ToLowerInvariant(),
            Text(contract.ValueRange ?? 1), List(contract.Mean), List(contract.Deviation));
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(answers)).ToArray();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string List(IEnumerable<double> numbers) => string.Join(',', numbers.Select(number => Text(number)));

    private static void Python(params string[] arguments)
    {
        (int code, string output) = PythonTorch.Run(Call, [Numbers.OraclePath("torchscript.py"), .. arguments]);
        if (code != 0) { throw new InvalidOperationException(output); }
    }
}

using System.IO.Compression;
using System.Text;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

/// <summary>A small network of ours, whose file is taken apart, changed and put together again.</summary>
internal sealed class EditedArchive
{
    internal const string Code = "model/code/__torch__.py", Data = "model/data.pkl", Record = "model/data/0", Version = "model/version";
    internal const string Result = "torch.add(torch.slice(torch.flatten(x, 1), 1, 0, 10), torch.sum(self.w))";
    private const string Source = $"def forward(self, x: Tensor) -> Tensor:\n  return {Result}\n";

    private readonly List<(string Name, byte[] Content)> _entries = [];

    /// <summary>Its one tensor.</summary>
    internal static PickledTensor Weight { get; } = PickledTensor.Contiguous("Float", "0", [3], true);

    /// <summary>How the entries are packed.</summary>
    internal CompressionLevel Level { get; set; } = CompressionLevel.NoCompression;

    internal EditedArchive(TemporaryFolder folder)
    {
        string path = folder["plain.pt"];
        using (Tensor weight = torch.zeros(3)) { TorchScriptWriter.Write(path, "__torch__.Plain", Source, [("w", weight)], []); }
        using (ZipArchive zip = ZipFile.OpenRead(path))
        {
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                byte[] content = new byte[entry.Length];
                using Stream stream = entry.Open();
                stream.ReadExactly(content);
                _entries.Add((entry.FullName, content));
            }
        }
        File.Delete(path);
    }

    internal byte[] this[string name]
    {
        get => _entries.Single(entry => entry.Name == name).Content;
        set => _entries[_entries.FindIndex(entry => entry.Name == name)] = (name, value);
    }

    internal void Add(string name, byte[] content) => _entries.Add((name, content));

    internal void Remove(string name) => _entries.RemoveAll(entry => entry.Name == name);

    /// <summary>Changes the code.</summary>
    internal void Replace(string part, string with)
    {
        string code = Encoding.UTF8.GetString(this[Code]);
        code.ShouldContain(part);
        this[Code] = Encoding.UTF8.GetBytes(code.Replace(part, with, StringComparison.Ordinal));
    }

    /// <summary>Puts statements before the last of forward.</summary>
    internal void Before(params string[] lines) => Replace("    return ", string.Concat(lines.Select(line => $"    {line}\n")) + "    return ");

    /// <summary>Gives the pickle's root other attributes; without any, it is w and training.</summary>
    internal void Attributes(params (string Name, object? Value)[] attributes) => this[Data] = PickleWriter.Write(new PickledObject("__torch__.Plain", [.. attributes]));

    internal byte[] ToBytes()
    {
        using MemoryStream to = new();
        using (ZipArchive zip = new(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in _entries)
            {
                using Stream stream = zip.CreateEntry(name, Level).Open();
                stream.Write(content);
            }
        }
        return to.ToArray();
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class TorchScriptWriterTests : IDisposable
{
    private const string Source = "def forward(self, x: Tensor) -> Tensor:\n    return x * getattr(self.layer, \"0\").weight + self.steps.float()";

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Equal_networks_give_equal_files()
    {
        Write("a.pt");
        Write("b.pt");
        File.ReadAllBytes(_folder["a.pt"]).ShouldBe(File.ReadAllBytes(_folder["b.pt"]));
    }

    [Fact]
    public void Tensors_lie_at_multiples_of_64_bytes_uncompressed()
    {
        Write("a.pt");
        byte[] file = File.ReadAllBytes(_folder["a.pt"]);
        int entries = 0;
        for (int at = 0; BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == 0x04034B50; entries++)
        {
            int start = at + 30 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 26)) + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 28));
            (start % 64, (int)file[at + 8]).ShouldBe((0, 0));
            at = start + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 18));
        }
        entries.ShouldBe(7);
    }

    [Fact]
    public void The_archive_is_one_that_others_read()
    {
        Write("a.pt");
        using ZipArchive zip = ZipFile.OpenRead(_folder["a.pt"]);
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["model/data.pkl", "model/code/__torch__.py", "model/constants.pkl", "model/data/0", "model/data/1", "model/extra/note", "model/version"]);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            byte[] content = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            entry.Crc32.ShouldBe(Crc32.Append(0, content));
        }
    }

    [Fact]
    public void Whole_numbers_are_kept_as_buffers()
    {
        Write("a.pt");
        using ScriptNetwork network = ScriptNetwork.Load(_folder["a.pt"], CPU);
        network.named_buffers().Single().buffer.dtype.ShouldBe(ScalarType.Int64);
        network.forward(torch.ones(2)).ToArray<float>().ShouldBe([8, 9]);
    }

    [PythonTorchFact]
    public void Python_trains_and_saves_what_is_written()
    {
        const string Code = """
            import sys, torch
            m = torch.jit.load(sys.argv[1])
            assert not m.training and not getattr(m.layer, "0").training
            m.train()
            assert m.training and getattr(m.layer, "0").training
            m(torch.ones(2)).sum().backward()
            print([n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()], getattr(m.layer, "0").weight.grad.tolist())
            m.save(sys.argv[1])
            """;
        Write("a.pt");
        (int exit, string output) = PythonTorch.Run(Code, [_folder["a.pt"]]);
        (exit, output.Trim()).ShouldBe((0, "['layer.0.weight'] ['steps'] [1.0, 1.0]"));
        using ScriptNetwork network = ScriptNetwork.Load(_folder["a.pt"], CPU);
        network.training.ShouldBeTrue();
    }

    [Theory]
    [InlineData("weight space", "def forward(self, x: Tensor) -> Tensor:\n  return x")]
    [InlineData("0", "def forward(self, x: Tensor) -> Tensor:\n  return x")]
    [InlineData("w", "def forward(self, x: Tensor) -> Tensor:\n  torch.save(x, \"file\")\n  return x")]
    public void What_could_not_be_read_is_not_written(string name, string source)
    {
        Should.Throw<ArgumentException>(() => TorchScriptWriter.Write(_folder["a.pt"], "__torch__.Small", source, [(name, torch.ones(1))], []));
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    private void Write(string file) => TorchScriptWriter.Write(_folder[file], "__torch__.Small", Source, [("layer.0.weight", torch.tensor(new float[] { 1, 2 }))], [("steps", torch.tensor(7L))], ("note", "text"));
}

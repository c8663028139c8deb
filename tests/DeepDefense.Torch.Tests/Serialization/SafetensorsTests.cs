using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Serialization;

public sealed class SafetensorsTests : LeakCheck
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public SafetensorsTests() => _path = _folder["model.safetensors"];

    [Theory]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void A_tensor_of_each_type_survives_a_round_trip(ScalarType type)
    {
        using Tensor tensor = torch.ones([2, 3], type);
        Safetensors.Write(_path, [("x", tensor)], new Dictionary<string, string>());
        using Safetensors read = Safetensors.Read(_path);
        Described(read.Tensors["x"]).ShouldBe(Described(tensor));
    }

    [Fact]
    public void Elements_survive_a_round_trip()
    {
        WriteTwo();
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors["b"].ToArray<float>().ShouldBe([1.5f, -2, float.PositiveInfinity]);
    }

    [Fact]
    public void Metadata_survives_a_round_trip()
    {
        WriteTwo();
        using Safetensors read = Safetensors.Read(_path);
        read.Metadata["note"].ShouldBe("größe \"1\"\n");
    }

    [Fact]
    public void An_empty_tensor_survives_a_round_trip()
    {
        using Tensor empty = torch.zeros(0, 3);
        Safetensors.Write(_path, [("none", empty)], new Dictionary<string, string>());
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors["none"].shape.ShouldBe([0, 3]);
    }

    [Fact]
    public void A_single_number_survives_a_round_trip()
    {
        using Tensor scalar = new[] { 7.0 }.ToTensor([]);
        Safetensors.Write(_path, [("x", scalar)], new Dictionary<string, string>());
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors["x"].ToNumber().ShouldBe(7);
    }

    [Fact]
    public void Another_reader_finds_the_header()
    {
        WriteTwo();
        using JsonDocument header = Header(out _);
        JsonElement b = header.RootElement.GetProperty("b");
        b.GetRawText().ShouldBe("{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[16,28]}");
    }

    [Fact]
    public void Another_reader_finds_the_elements()
    {
        WriteTwo();
        using (Header(out int start))
        {
            MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_path).AsSpan(start + 16, 12)).ToArray()
                .ShouldBe([1.5f, -2, float.PositiveInfinity]);
        }
    }

    [Fact]
    public void Elements_start_at_a_multiple_of_eight()
    {
        WriteTwo();
        using (Header(out int start)) { (start % 8).ShouldBe(0); }
    }

    [Fact]
    public void Elements_are_written_row_by_row_from_any_memory_format()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor images = new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }.ToTensor([1, 2, 2, 2]).ChannelsLast();
        Safetensors.Write(_path, [("x", images)], new Dictionary<string, string>());
        using Safetensors read = Safetensors.Read(_path);
        read.Tensors["x"].ToArray<float>().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public void Equal_models_give_equal_files()
    {
        using Tensor one = torch.zeros(1), two = torch.zeros(2);
        Dictionary<string, string> there = new() { ["a"] = "1", ["b"] = "2" };
        Dictionary<string, string> back = new() { ["b"] = "2", ["a"] = "1" };
        Safetensors.Write(_path, [("one", one), ("two", two)], there);
        byte[] first = File.ReadAllBytes(_path);
        Safetensors.Write(_path, [("two", two), ("one", one)], back);
        File.ReadAllBytes(_path).ShouldBe(first);
    }

    [Fact]
    public void Tensors_that_were_read_outlive_a_scope()
    {
        WriteTwo();
        Safetensors read;
        using (torch.NewDisposeScope()) { read = Safetensors.Read(_path); }
        using Safetensors file = read;
        file.Tensors["a"].ToArray<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_as_it_was()
    {
        WriteTwo();
        byte[] before = File.ReadAllBytes(_path);
        FailToWrite();
        File.ReadAllBytes(_path).ShouldBe(before);
    }

    [Fact]
    public void A_failed_write_leaves_no_other_file()
    {
        FailToWrite();
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_file_is_an_io_exception() => Should.Throw<IOException>(() => Safetensors.Read(_path));

    protected override void Free() => _folder.Dispose();

    private static string Described(Tensor tensor)
    {
        byte[] bytes = new byte[tensor.numel() * tensor.element_size()];
        tensor.CopyBytesTo(bytes);
        return $"{tensor.Described()}: {Convert.ToHexString(bytes)}";
    }

    private void WriteTwo()
    {
        using Tensor a = new long[] { 1, 2 }.ToTensor([2]), b = new[] { 1.5f, -2, float.PositiveInfinity }.ToTensor([3]);
        Safetensors.Write(_path, [("b", b), ("a", a)], new Dictionary<string, string> { ["note"] = "größe \"1\"\n" });
    }

    private void FailToWrite()
    {
        // One that has a shape and no elements fails in the middle of the file.
        using Tensor good = torch.zeros(100), bad = torch.empty(100, device: torch.META);
        Should.Throw<ExternalException>(
            () => Safetensors.Write(_path, [("a", good), ("b", bad)], new Dictionary<string, string>()));
    }

    private JsonDocument Header(out int start)
    {
        byte[] bytes = File.ReadAllBytes(_path);
        int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        start = 8 + length;
        return JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 8, length));
    }
}

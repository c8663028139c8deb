using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Torch.Tests.Weights;

/// <summary>The stream of before PyTorch 1.6.</summary>
public sealed class StreamedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_stream_is_read_and_written_again()
    {
        string path = _folder.Write("a.pth", Stream());
        using (WeightsFile file = WeightsFile.Read(path)) { file.Write(_folder["new.pth"], _ => new[] { 4f, 5f, 6f }.ToTensor([3])); }
        using WeightsFile again = WeightsFile.Read(_folder["new.pth"]);
        again.Tensors[0].Tensor.ToArray<float>().ShouldBe([4, 5, 6]);
    }

    [Theory]
    [InlineData(-1, "bytes up to the end; expected 12")]
    [InlineData(-13, "found the end of the file; expected the 3 of storage 0")]
    [InlineData(1, "found 1 bytes that belong to no storage")]
    public void A_stream_that_is_cut_or_goes_on_is_refused(int change, string message)
    {
        byte[] bytes = Stream();
        string path = _folder.Write("a.pth", change < 0 ? bytes[..(bytes.Length + change)] : [.. bytes, 0]);
        Should.Throw<ModelFormatException>(() => WeightsFile.Read(path)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_stream_whose_storage_claims_to_be_huge_is_refused()
    {
        byte[] bytes = Stream();
        bytes[^13] = 0x7F; // the highest byte of its length
        Should.Throw<ModelFormatException>(() => WeightsFile.Read(_folder.Write("a.pth", bytes))).Message.ShouldContain("elements; expected the 3 of storage 0");
    }

    [Fact]
    public void A_pickle_of_another_program_is_refused() => Should.Throw<ModelFormatException>(() => WeightsFile.Read(_folder.Write("a.pth", [0x80, 2, .. "}."u8]))).Message.ShouldContain("byte 0: found a pickle of another program");

    [Fact]
    public void Many_storages_are_found_in_time()
    {
        string[] keys = [.. Enumerable.Range(0, 90_000).Select(key => key.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        byte[] bytes = Stream(SavedWeights.Pickle([.. keys.Select(key => ("t" + key, PickledTensor.Contiguous("Byte", key, [0], false)))]), keys, new byte[sizeof(long) * keys.Length]);
        string path = _folder.Write("a.pth", bytes);
        Should.CompleteIn(() => WeightsFile.ReadFacts(path), TimeSpan.FromSeconds(10)).ShouldBeEmpty();
    }

    private static byte[] Stream() => Stream(SavedWeights.Pickle(("w", SavedWeights.Whole)), ["0"], [.. BitConverter.GetBytes(3L), .. SavedWeights.Record]);

    private static byte[] Stream(byte[] pickle, IEnumerable<string> storages, byte[] records)
    {
        PickledDictionary system = new();
        system.Items.Add(("little_endian", true));
        PickledList keys = new();
        keys.Items.AddRange(storages);
        return [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xE9, 0x03, (byte)'.',
            .. PickleWriter.Write(system), .. pickle, .. PickleWriter.Write(keys), .. records];
    }
}

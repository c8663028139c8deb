using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Torch.Tests.Weights;

/// <summary>Whatever a file of weights holds, it is read or refused. <c>./test --fuzz N</c> tries N inputs in all.</summary>
public sealed class WeightsFuzzTests : IDisposable
{
    private static readonly byte[] Record = [.. new[] { 1f, 2f, 3f, 4f, 5f, 6f }.SelectMany(BitConverter.GetBytes)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_pickle_of_an_archive_is_read_or_refused() => Try("weights-pickle", [Bare, Wrapped], pickle => Archive(pickle));

    [Fact]
    public void A_changed_archive_is_read_or_refused() => Try("weights-archive", [Archive(Bare), Archive(Wrapped)], archive => archive);

    [Fact]
    public void A_changed_stream_is_read_or_refused() => Try("weights-stream", [Stream(Bare), Stream(Wrapped)], stream => stream);

    [Fact]
    public void Changed_safetensors_are_read_or_refused()
    {
        using Tensor tensor = new[] { 1f, 2f, 3f, 4f, 5f, 6f }.ToTensor([2, 3]);
        Safetensors.Write(_folder["whole"], [("a.weight", tensor), ("a.bias", tensor)], new Dictionary<string, string> { ["format"] = "pt" });
        Try("weights-safetensors", [File.ReadAllBytes(_folder["whole"])], bytes => bytes);
    }

    private static byte[] Bare => PickleWriter.Write(State);

    // As a checkpoint of a training.
    private static byte[] Wrapped
    {
        get
        {
            PickledDictionary saved = new();
            saved.Items.AddRange([("epoch", 3L), ("arch", "resnet18"), ("state_dict", State)]);
            return PickleWriter.Write(saved);
        }
    }

    private static PickledDictionary State
    {
        get
        {
            PickledTensor whole = PickledTensor.Contiguous("Float", "0", [2, 3], true);
            PickledDictionary state = new();
            state.Items.AddRange([("module.a.weight", whole), ("module.a.bias", new PickledTensor(whole.Storage, 1, [2], [3], false))]);
            return state;
        }
    }

    private static byte[] Archive(byte[] pickle)
    {
        using MemoryStream bytes = new();
        using (StoredZip zip = new(bytes))
        {
            zip.Add("m/data.pkl", pickle);
            zip.Add("m/data/0", Record);
            zip.Add("m/version", "3\n"u8);
        }
        return bytes.ToArray();
    }

    private static byte[] Stream(byte[] pickle)
    {
        PickledDictionary system = new();
        system.Items.Add(("little_endian", true));
        PickledList keys = new();
        keys.Items.Add("0");
        return [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xE9, 0x03, (byte)'.',
            .. PickleWriter.Write(system), .. pickle, .. PickleWriter.Write(keys), .. BitConverter.GetBytes(6L), .. Record];
    }

    private void Try(string parser, IReadOnlyList<byte[]> valid, Func<byte[], byte[]> file)
    {
        foreach (byte[] whole in valid) { WeightsFile.Read(_folder.Write("m.pth", file(whole))).Dispose(); }
        Mutation.Run(parser, valid, bytes => WeightsFile.Read(_folder.Write("m.pth", file(bytes))).Dispose(), e => e is ModelFormatException or IOException);
    }
}

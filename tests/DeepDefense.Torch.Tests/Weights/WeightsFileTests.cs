using System.IO.Compression;
using System.Text;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Torch.Tests.Weights;

/// <summary>Files that would harm who unpickles them, or claim what they do not hold; tests/oracle/weights.py has the harmless ones.</summary>
public sealed class WeightsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dictionary_of_tensors_is_read()
    {
        using WeightsFile file = WeightsFile.Read(Archive(SavedWeights.Pickle(("w", SavedWeights.Whole))));
        file.Tensors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            entry => entry.Name.ShouldBe("w"),
            entry => entry.Tensor.ToArray<float>().ShouldBe([1, 2, 3]));
    }

    [Fact]
    public void Written_again_it_has_the_new_values_and_every_other_byte()
    {
        string path = Archive(SavedWeights.Pickle(("w", SavedWeights.Whole)), ("m/other", "stays"u8.ToArray()));
        using (WeightsFile file = WeightsFile.Read(path)) { file.Write(_folder["new.pth"], _ => new[] { 4f, 5f, 6f }.ToTensor([3])); }
        using WeightsFile again = WeightsFile.Read(_folder["new.pth"]);
        again.Tensors[0].Tensor.ToArray<float>().ShouldBe([4, 5, 6]);
        Entries(_folder["new.pth"]).Where(entry => entry.Name != "m/data/0").ShouldBe(Entries(path).Where(entry => entry.Name != "m/data/0"));
    }

    [Fact]
    public void A_value_that_is_the_same_up_to_the_rounding_keeps_its_bits()
    {
        byte[] numbers = [.. new[] { 1 / 3.0, 2, 3 }.SelectMany(BitConverter.GetBytes)];
        string path = Archive(SavedWeights.Pickle(("w", PickledTensor.Contiguous("Double", "0", [3], false))), [("m/data/0", numbers)]);
        using (WeightsFile file = WeightsFile.Read(path)) { file.Write(_folder["new.pth"], _ => new[] { 1 / 3f, 2f, 4f }.ToTensor([3])); }
        using WeightsFile again = WeightsFile.Read(_folder["new.pth"]);
        again.Tensors[0].Tensor.ToArray<double>().ShouldBe([1 / 3.0, 2, 4]);
    }

    [Theory]
    [InlineData("cposix\nsystem\nX\u0004\0\0\0true\u0085R.", "entry data.pkl, byte 16: found the name posix.system")]
    [InlineData("c__builtin__\neval\nX\u0004\0\0\0true\u0085R.", "found the name __builtin__.eval")]
    [InlineData("ctorch.hub\nload\n)R.", "found the name torch.hub.load")]
    [InlineData("ctorchvision.models.resnet\nResNet\n)\u0081}b.", "found the name torchvision.models.resnet.ResNet; expected only what tensors")]
    [InlineData("ctorch\nEvilStorage\n.", "found the name torch.EvilStorage")]
    [InlineData("cargparse\nNamespace\n)\u0081}b.", "found the name argparse.Namespace")]
    [InlineData("}q\0X\u0001\0\0\0ah\0s.", "a value inside itself")]
    [InlineData("ccollections\nOrderedDict\n.", "a name or a storage where a value is expected")]
    [InlineData("(i__main__\nA\n.", "opcode 0x69")]
    [InlineData("}X\u0001\0\0\0a", "its end in the middle of a value")]
    [InlineData("}X\u00ff\u00ff\u00ff\u007fa", "its end in the middle of a value")]
    [InlineData("\u008a\u00ff.", "its end in the middle of a value")]
    [InlineData("].", "found no dictionary; expected the state dict of a network")]
    [InlineData("}.", "found no state dict under its keys ()")]
    [InlineData("X\u0001\0\0\0aR.", "an operation without a value")]
    public void A_pickle_of_anything_but_weights_is_refused_where_it_stands(string pickle, string message) => Refused([0x80, 2, .. Encoding.Latin1.GetBytes(pickle)]).ShouldContain(message);

    [Theory]
    [InlineData("deep lists", "more than 100 deep")]
    [InlineData("a terabyte from a stride of 0", "expected at most")]
    [InlineData("a stride below 0", "strides (-1)")]
    [InlineData("an offset behind the end", "from element 1; expected one inside its storage of 3 elements")]
    [InlineData("a storage without a record", "entry data/7: found nothing; expected 12")]
    [InlineData("a storage larger than its record", "entry data/0: found 12 bytes; expected 4000000000000")]
    [InlineData("a record outside of the archive", "record '../../etc/passwd'")]
    [InlineData("one record of two kinds", "record 0 with another type or length than elsewhere")]
    [InlineData("a name that clears the screen", "not printable")]
    [InlineData("complex numbers", "elements of ComplexFloat")]
    public void What_the_file_does_not_hold_is_refused(string case_, string message) => Refused(PickleWriter.Write(case_ switch
    {
        "deep lists" => Nested(),
        "a terabyte from a stride of 0" => SavedWeights.State(("w", new PickledTensor(SavedWeights.Whole.Storage, 0, [1 << 20, 1 << 20], [0, 0], false))),
        "a stride below 0" => SavedWeights.State(("w", new PickledTensor(SavedWeights.Whole.Storage, 2, [3], [-1], false))),
        "an offset behind the end" => SavedWeights.State(("w", new PickledTensor(SavedWeights.Whole.Storage, 1, [3], [1], false))),
        "a storage without a record" => SavedWeights.State(("w", PickledTensor.Contiguous("Float", "7", [3], false))),
        "a storage larger than its record" => SavedWeights.State(("w", PickledTensor.Contiguous("Float", "0", [1_000_000_000_000], false))),
        "a record outside of the archive" => SavedWeights.State(("w", PickledTensor.Contiguous("Float", "../../etc/passwd", [3], false))),
        "one record of two kinds" => SavedWeights.State(("v", PickledTensor.Contiguous("Half", "0", [6], false)), ("w", SavedWeights.Whole)),
        "a name that clears the screen" => SavedWeights.State(("\u001b[2J", SavedWeights.Whole)),
        _ => SavedWeights.State(("w", PickledTensor.Contiguous("ComplexFloat", "0", [1], false))),
    })).ShouldContain(message);

    [Fact]
    public void A_changed_byte_of_a_tensor_is_refused()
    {
        string path = Archive(SavedWeights.Pickle(("w", SavedWeights.Whole)));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(SavedWeights.Record)] ^= 1;
        File.WriteAllBytes(path, bytes);
        Should.Throw<ModelFormatException>(() => WeightsFile.Read(path)).Message.ShouldContain("entry data/0: ");
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        string path = _folder["bomb.pth"];
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using (Stream pickle = zip.CreateEntry("m/data.pkl").Open()) { pickle.Write(SavedWeights.Pickle(("w", PickledTensor.Contiguous("Float", "0", [16 << 20], false)))); }
            using Stream zeros = zip.CreateEntry("m/data/0", CompressionLevel.SmallestSize).Open();
            zeros.Write(new byte[64 << 20]);
        }
        Should.Throw<ModelFormatException>(() => WeightsFile.Read(path)).Message.ShouldContain("bytes that unpack to");
    }

    [Fact]
    public void Numbers_of_the_other_order_of_bytes_are_refused() =>
        Should.Throw<ModelFormatException>(() => WeightsFile.Read(Archive(SavedWeights.Pickle(("w", SavedWeights.Whole)), ("m/byteorder", "big"u8.ToArray())))).Message.ShouldContain("entry byteorder");

    private static PickledList Nested()
    {
        PickledList list = new();
        for (int depth = 0; depth < 200; depth++)
        {
            PickledList outer = new();
            outer.Items.Add(list);
            list = outer;
        }
        return list;
    }

    private string Refused(byte[] pickle) => Should.Throw<ModelFormatException>(() => WeightsFile.Read(Archive(pickle))).Message;

    private string Archive(byte[] pickle, params (string Name, byte[] Content)[] more) => SavedWeights.Archive(_folder["a.pth"], pickle, more);

    private static (string Name, string Content)[] Entries(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry =>
        {
            using StreamReader reader = new(entry.Open(), Encoding.Latin1);
            return (entry.FullName, reader.ReadToEnd());
        })];
    }
}

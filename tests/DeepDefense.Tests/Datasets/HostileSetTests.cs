using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;
using static DeepDefense.Tests.Datasets.ThriftBytes;

namespace DeepDefense.Tests.Datasets;

/// <summary>Sets made to take more depth, memory or time than their bytes justify; changed bytes alone do not find these.</summary>
public sealed class HostileSetTests : IDisposable
{
    private const int Nested = 200_000;
    private const long Little = 4 << 20; // bytes
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(new byte[] { 0xF9 }, new byte[] { 0x19 })] // a list of one list
    [InlineData(new byte[] { 0xFB }, new byte[] { 1, 0x5B, 0 })] // a map of one number to a map
    [InlineData(new byte[] { 0xFC }, new byte[] { 0xFC })] // a struct in a struct
    public void Values_in_a_footer_that_nest_without_end_are_refused(byte[] field, byte[] level) =>
        RefusalOf(ParquetOf([.. field, .. Enumerable.Repeat(level, Nested).SelectMany(bytes => bytes)])).ShouldContain("values more than 16 deep");

    [Fact]
    public void Columns_in_columns_without_end_are_refused()
    {
        byte[][] columns = [.. Enumerable.Repeat(Column("a", inside: 1), Nested), Column("b")];
        RefusalOf(ParquetOf(StructOf((1, Int, Number(1)), (2, List, ListOf(Struct, columns)), (3, Long, Number(0)), (4, List, ListOf(Struct))))).ShouldContain("columns more than 32 deep");
    }

    [Fact]
    public void Many_row_groups_have_no_more_rows_for_nothing_than_one() =>
        RefusalOf(ParquetOf(Footer([.. Enumerable.Repeat((1L << 16, 1L), 40)]), pages: 100)).ShouldContain("2621440 rows in 40 bytes");

    [Fact]
    public void Row_groups_that_lie_one_over_the_other_are_refused() =>
        RefusalOf(ParquetOf(Footer((10, 80), (10, 80)), pages: 100)).ShouldContain("one over the other");

    [Fact]
    public void Far_too_many_row_groups_are_refused() =>
        RefusalOf(ParquetOf(Footer([.. Enumerable.Repeat((0L, 0L), 70_000)]))).ShouldContain("70000 row groups, more than 65536");

    [Fact]
    public void A_footer_is_read_once_and_the_file_closed_between_reads()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Numbers.OraclePath("layouts"), "splits", "parquet", "train.parquet"));
        ParquetTable table = new(_folder.Write("a.parquet", whole));
        table.Read<long>(0, "label").ShouldBe([0, 1, 2]);
        int footer = BitConverter.ToInt32(whole, whole.Length - 8);
        whole.AsSpan(whole.Length - 8 - footer, footer).Clear();
        _folder.Write("a.parquet", whole);
        table.Read<long>(1, "label").ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Lists_that_a_pickle_shares_are_not_copied()
    {
        // [], then lists of the one before, twice: 2^44 ways lead to the first.
        byte[] pickle = [0x80, 2, .. "}("u8, .. Short("data"), .. "(]q\0"u8,
            .. Enumerable.Range(1, 44).SelectMany(i => new byte[] { (byte)']', (byte)'q', (byte)i, (byte)'(', (byte)'h', (byte)(i - 1), (byte)'h', (byte)(i - 1), (byte)'e' }), .. "tu."u8];
        string path = _folder.Write("set/data_batch_1", pickle);
        AllocatedBy(() => PickledValues.Read(path)["data"].ShouldBeAssignableTo<IReadOnlyList<object?>>()!.Count.ShouldBe(45)).ShouldBeLessThan(Little);
        Should.Throw<DatasetException>(() => Open(_folder["set"])).Message.ShouldContain("no array");
    }

    [Fact]
    public void One_text_of_a_pickle_is_not_many_arrays()
    {
        const int Length = 1 << 20;
        byte[] array = [.. "cnumpy.core.multiarray\n_reconstruct\n"u8, .. "h\x02R"u8];
        byte[] pickle = [0x80, 2, .. "}("u8, .. Short("data"), .. "]("u8,
            .. "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0"u8, 0x85, .. Short("b"), 0x87, .. "q\x02R"u8,
            .. "(K\x01J"u8, .. BitConverter.GetBytes(Length), 0x85, .. "cnumpy\ndtype\n"u8, .. Short("u1"), .. "K\0K\x01"u8, 0x87, .. "R(K\x03"u8, .. Short("|"), .. "NNNJ"u8, .. BitConverter.GetBytes(-1), .. "J"u8, .. BitConverter.GetBytes(-1), .. "K\0tb"u8, 0x89,
            (byte)'T', .. BitConverter.GetBytes(Length), .. Enumerable.Repeat((byte)1, Length), .. "tq\x04"u8, (byte)'b',
            .. Enumerable.Repeat((byte[])[.. array, .. "h\x04"u8, (byte)'b'], 100).SelectMany(bytes => bytes), .. "eu."u8];
        string path = _folder.Write("data_batch_1", pickle);
        AllocatedBy(() => Should.Throw<ModelFormatException>(() => PickledValues.Read(path)).Message.ShouldContain("arrays of more bytes than the file has")).ShouldBeLessThan(4 * Little);
    }

    [Fact]
    public void Labels_of_more_images_than_there_are_take_no_memory()
    {
        const int Many = 20_000_000;
        byte[] header = new byte[8], images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, .. new byte[8]];
        BinaryPrimitives.WriteInt32BigEndian(header, 0x801);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Many);
        _folder.Write("idx/train-images-idx3-ubyte", images);
        using (GZipStream labels = new(File.Create(_folder["idx/train-labels-idx1-ubyte.gz"]), CompressionLevel.Fastest)) { WriteZeros(labels, header, Many); }
        using (ZipArchive zip = ZipFile.Open(_folder["a.npz"], ZipArchiveMode.Create))
        {
            using (Stream member = zip.CreateEntry("x.npy").Open()) { WriteZeros(member, Npy("(2, 2, 2)"), 8); }
            using (Stream member = zip.CreateEntry("y.npy", CompressionLevel.Fastest).Open()) { WriteZeros(member, Npy($"({Many},)"), Many); }
        }
        foreach (string set in new[] { "idx", "a.npz" })
        {
            AllocatedBy(() => Should.Throw<DatasetException>(() => Open(_folder[set])).Message.ShouldContain($"{Many} labels, expected one for each of the 2 images")).ShouldBeLessThan(Little);
        }
    }

    private static byte[] Npy(string shape) => [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n")];

    private static byte[] Short(string text) => [(byte)'U', (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static void WriteZeros(Stream stream, byte[] begin, int count)
    {
        stream.Write(begin);
        byte[] zeros = new byte[1 << 16];
        for (int left = count; left > 0; left -= zeros.Length) { stream.Write(zeros, 0, Math.Min(left, zeros.Length)); }
    }

    // Of this thread, which reads.
    private static long AllocatedBy(Action act)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static LoadedDataset Open(string path) => DatasetLoader.Open(path, new DatasetOptions { TestFraction = 0 }, default);

    private string RefusalOf(byte[] parquet) => Should.Throw<DatasetException>(() => Open(_folder.Write("a.parquet", parquet))).Message;
}

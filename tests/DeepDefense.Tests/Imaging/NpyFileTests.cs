using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["array.npy"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("3,", new[] { 3 })]
    [InlineData("1, 3", new[] { 1, 3 })]
    public void Bytes_are_read_as_they_are(string written, int[] shape)
    {
        NpyArray array = NpyFile.Read(HandmadeNpy.Write(FilePath, "|u1", written, [1, 2, 255]));
        array.Shape.ShouldBe(shape);
        array.Values.ShouldBe([1, 2, 255]);
        array.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void Floats_of_both_sizes_are_read()
    {
        byte[] single = [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-2f)];
        byte[] twice = [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(-2.0)];
        NpyFile.Read(HandmadeNpy.Write(FilePath, "<f4", "2,", single)).Values.ShouldBe([0.25, -2]);
        NpyFile.Read(HandmadeNpy.Write(FilePath, "<f8", "2,", twice)).Values.ShouldBe([0.1, -2]);
    }

    [Fact]
    public void Version_2_with_its_longer_length_is_read()
    {
        byte[] first = File.ReadAllBytes(HandmadeNpy.Write(FilePath, "|u1", "1,", [7]));
        File.WriteAllBytes(FilePath, [.. first[..6], 2, 0, first[8], 0, 0, 0, .. first[10..]]);
        NpyFile.Read(FilePath).Values.ShouldBe([7]);
    }

    [Theory]
    [InlineData("|O", "1,", "False", 1)]
    [InlineData(">f4", "1,", "False", 4)]
    [InlineData("|u1", "1,", "True", 1)]
    public void Another_type_or_order_is_refused(string type, string shape, string order, int bytes) =>
        Should.Throw<ImageFormatException>(() => NpyFile.Read(HandmadeNpy.Write(FilePath, type, shape, new byte[bytes], order)))
            .Message.ShouldContain("expected descr |u1, <f4 or <f8, fortran_order False and a shape");

    [Theory]
    [InlineData("3,", 2)]
    [InlineData("3,", 4)]
    [InlineData("999999999,", 1)]
    [InlineData("99999999, 99999999, 99999999, 99999999", 5)]
    public void Values_that_are_missing_or_too_many_are_refused(string shape, int bytes) =>
        Should.Throw<ImageFormatException>(() => NpyFile.Read(HandmadeNpy.Write(FilePath, "|u1", shape, new byte[bytes])))
            .Message.ShouldContain($"found {bytes} bytes of values");

    [Fact]
    public void A_size_below_0_is_refused() =>
        Should.Throw<ImageFormatException>(() => NpyFile.Read(HandmadeNpy.Write(FilePath, "|u1", "-1,", [7]))).Message.ShouldContain("expected descr, fortran_order and shape, as NumPy writes them");

    [Fact]
    public void A_header_that_is_cut_short_is_refused()
    {
        byte[] whole = File.ReadAllBytes(HandmadeNpy.Write(FilePath, "|u1", "1,", [7]));
        File.WriteAllBytes(FilePath, whole[..50]);
        Should.Throw<ImageFormatException>(() => NpyFile.Read(FilePath)).Message.ShouldContain("a header that is cut short");
    }

    [Fact]
    public void Another_kind_of_file_is_refused_with_its_first_bytes()
    {
        File.WriteAllText(FilePath, "hello, I am not an array");
        Should.Throw<ImageFormatException>(() => NpyFile.Read(FilePath)).Message.ShouldContain("(\"hello, I\"), expected NumPy's signature");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        File.WriteAllBytes(FilePath, []);
        Should.Throw<ImageFormatException>(() => NpyFile.Read(FilePath)).Message.ShouldContain("found 0 bytes");
    }

    [Fact]
    public void A_missing_file_is_named() => Should.Throw<FileNotFoundException>(() => NpyFile.Read(FilePath)).Message.ShouldContain(FilePath);
}

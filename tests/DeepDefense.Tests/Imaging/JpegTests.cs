using System.Buffers.Binary;
using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class JpegTests : IDisposable
{
    private static ReadOnlySpan<byte> StartOfFrame => [0xFF, 0xC0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pixels_are_those_that_were_compressed()
    {
        RgbImage read = ImageFile.Read(_folder.Write("a.jpg", JpegFixture.File));
        int worst = JpegFixture.Expected.Zip(read.Pixels.ToArray(), (sent, found) => Math.Abs(sent - found)).Max();
        worst.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Height_and_width_are_not_mixed_up()
    {
        RgbImage read = ImageFile.Read(_folder.Write("a.jpg", JpegFixture.File));
        (read.Height, read.Width).ShouldBe((JpegFixture.Height, JpegFixture.Width));
    }

    [Fact]
    public void A_jpeg_cut_in_half_is_refused_with_its_path()
    {
        // The tables come first, so half of this file has the header whole; so does all but the last bytes.
        string path = _folder.Write("half.jpg", JpegFixture.File.AsSpan(0, JpegFixture.File.Length / 2));
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Path.ShouldBe(path);
    }

    [Fact]
    public void A_jpeg_without_its_last_pixels_is_refused_with_its_size()
    {
        int size = JpegFixture.File.Length - 20;
        string path = _folder.Write("cut.jpg", JpegFixture.File.AsSpan(0, size));
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message
            .ShouldBe($"{path}: found a JPEG that ends too early, in {size} bytes, expected a whole JPEG file");
    }

    [Fact]
    public void The_end_of_a_thumbnail_is_not_the_end_of_the_file()
    {
        byte[] exif = [0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9], file = [.. JpegFixture.File[..2], .. exif, .. JpegFixture.File[2..]];
        ImageFile.Read(_folder.Write("whole.jpg", file)).Width.ShouldBe(JpegFixture.Width);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(_folder.Write("cut.jpg", file.AsSpan(0, file.Length - 2)))).Message.ShouldContain("ends too early");
    }

    [Fact]
    public void A_claim_of_too_many_pixels_is_refused_before_memory_is_taken()
    {
        byte[] file = JpegFixture.File;
        int header = file.AsSpan().IndexOf(StartOfFrame);
        const int side = 60_000; // libjpeg itself refuses more than 65,500.
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(header + 5), side);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(header + 7), side);
        string path = _folder.Write("bomb.jpg", file);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message.ShouldContain("60000 x 60000 pixels");
    }
}

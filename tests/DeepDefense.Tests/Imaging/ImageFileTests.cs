using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_file_named_png_is_refused_with_what_it_begins_with()
    {
        string path = _folder.Write("text.png", "Hello, world"u8);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message
            .ShouldBe($"{path}: at byte 0: found the bytes 48 65 6C 6C 6F 2C 20 77 (\"Hello, w\"), "
                + "expected the signature of JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        string path = _folder.Write("empty.jpg", []);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message
            .ShouldContain("found the end of the file");
    }

    [Fact]
    public void Control_characters_of_a_bad_file_do_not_reach_the_terminal()
    {
        string path = _folder.Write("escape.png", [0x1B, (byte)'[', (byte)'2', (byte)'J']);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message.ShouldContain("(\".[2J\")");
    }

    [Fact]
    public void The_first_bytes_tell_the_format_not_the_name() =>
        ImageFile.Read(_folder.Write("a.png", JpegFixture.File)).Width.ShouldBe(JpegFixture.Width);

    [Theory]
    [InlineData("II*\0", "TIFF")]
    [InlineData("MM\0*", "TIFF")]
    [InlineData("\0\0\0\u0018ftypavif", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic", "HEIF")]
    [InlineData("\0\u0005\u0016\u0007", "AppleDouble")]
    public void An_image_of_a_kind_that_is_not_read_is_told_from_a_bad_file(string begin, string kind)
    {
        string path = _folder.Write("a.png", System.Text.Encoding.Latin1.GetBytes(begin + "and more of it"));
        ImageFormatException refusal = Should.Throw<ImageFormatException>(() => ImageFile.Read(path));
        (refusal.IsUnreadKind, refusal.Message).ShouldBe((true,
            $"{path}: at byte 0: found {kind}, expected JPEG, PNG, WebP, BMP, GIF, PPM, PGM or PBM: save it as one of them, or take it out"));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<FileNotFoundException>(() => ImageFile.Read(_folder["none.png"])).Message
            .ShouldContain("none.png");
}

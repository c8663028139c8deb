using System.Text;
using DeepDefense.Imaging;

namespace DeepDefense.Tests.Imaging;

public sealed class PpmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pixels_become_planes() => Read("P6\n2 1\n255\nabcdef").Pixels.ToArray().ShouldBe("adbecf"u8.ToArray());

    [Fact]
    public void Grey_becomes_three_planes() => Read("P5\n2 1\n255\nab").Pixels.ToArray().ShouldBe("ababab"u8.ToArray());

    [Fact]
    public void Plain_samples_are_read_as_digits() => Read("P3 1 1 9 # by hand\n9 0\n3").Pixels.ToArray().ShouldBe([255, 0, 85]);

    [Fact]
    public void A_bit_that_is_set_is_black_and_a_row_begins_with_a_new_byte() =>
        Read("P4 9 2\nA@ @").Pixels.ToArray()[..18].ShouldBe([255, 0, 255, 255, 255, 255, 255, 0, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255]);

    [Fact]
    public void Comments_are_passed_over() =>
        Read("P6 # made by hand\n# 9 9\n 2 1 255\nabcdef").Width.ShouldBe(2);

    [Fact]
    public void A_pixel_that_looks_like_white_space_is_a_pixel() =>
        Read("P6 1 1 255\n\n b").Pixels.ToArray().ShouldBe("\n b"u8.ToArray());

    [Fact]
    public void Missing_pixels_are_refused_with_their_offset() =>
        Refusal("P6 2 1 255\nabc").Message
            .ShouldEndWith("at byte 11: found 3 bytes of pixels, expected 6 for 2 x 1 pixels");

    [Theory]
    [InlineData("P6 2 1 65536\n", "the maximum value 65536, expected 1 to 65535")]
    [InlineData("P5 2 1 0\n", "the maximum value 0")]
    [InlineData("P5 2 1 65535\nabc", "3 bytes of pixels, expected 4 for 2 x 1 pixels")]
    [InlineData("P2 2 1 99\n100 1", "the sample 100, expected 0 to 99")]
    [InlineData("P2 2 1 99\n10 x1", "expected a sample, then white space")]
    [InlineData("P3 8000 8000 255\n0 0 0", "192000000 samples in digits")]
    [InlineData("P4 9 2\nabc", "3 bytes of pixels, expected 4 for 9 x 2 pixels of one bit")]
    [InlineData("P1 2 2\n01 12", "found the bytes 32 (\"2\"), expected a pixel, 0 or 1")]
    [InlineData("P1 2 2\n0 1 ", "found the end of the file, expected a pixel, 0 or 1")]
    [InlineData("P1 8000 8000\n0", "64000000 digits 0 or 1")]
    [InlineData("P6 2 x 255\n", "(\"x 255.\"), expected the height, then white space")]
    [InlineData("P6 2", "expected the width, then white space")]
    [InlineData("P6 # no end", "found the end of the file, expected the width")]
    [InlineData("P6 99999999999 1 255\n", "expected the width, then white space")]
    [InlineData("P6 65535 65535 255\n", "an image of 65535 x 65535 pixels")]
    [InlineData("P6 0 1 255\n", "an image of 0 x 1 pixels")]
    public void A_bad_header_is_refused(string file, string message) => Refusal(file).Message.ShouldContain(message);

    private RgbImage Read(string file) => ImageFile.Read(_folder.Write("a.ppm", Encoding.ASCII.GetBytes(file)));

    private ImageFormatException Refusal(string file) => Should.Throw<ImageFormatException>(() => Read(file));
}

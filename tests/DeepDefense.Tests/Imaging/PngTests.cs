using DeepDefense.Imaging;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Imaging;

public sealed class PngTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit()
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 5 * 7).Select(i => (byte)(i * 37))];
        ImageFile.WritePng(_folder["a.png"], new RgbImage(5, 7, pixels));
        ImageFile.Read(_folder["a.png"]).Pixels.ToArray().ShouldBe(pixels);
    }

    [Fact]
    public void Height_and_width_are_not_mixed_up()
    {
        ImageFile.WritePng(_folder["a.png"], new RgbImage(5, 7, new byte[105]));
        RgbImage read = ImageFile.Read(_folder["a.png"]);
        (read.Height, read.Width).ShouldBe((5, 7));
    }

    [Fact]
    public void Noise_that_deflate_cannot_shrink_is_written_too()
    {
        byte[] pixels = new byte[3 * 200 * 300];
        RandomStream random = new Seed(1).Stream();
        for (int i = 0; i < pixels.Length; i++) { pixels[i] = (byte)random.Next(256); }
        ImageFile.WritePng(_folder["a.png"], new RgbImage(200, 300, pixels));
        ImageFile.Read(_folder["a.png"]).Pixels.SequenceEqual(pixels).ShouldBeTrue();
    }

    [Theory]
    [InlineData("gAMA", new byte[] { 0, 1, 0x86, 0xA0 })] // 1.0: linear light, far from sRGB
    [InlineData("gAMA", new byte[] { 0, 0, 0x4E, 0x20 })] // 0.2
    [InlineData("sRGB", new byte[] { 0 })]
    public void Pixels_are_what_is_stored_whatever_the_file_says_of_its_colours(string type, byte[] content) =>
        Read(HandmadePng.Make(1, 2, 8, HandmadePng.Rgb, [[10, 20, 30, 40, 50, 60]], more: (type, content))).ShouldBe(Read(HandmadePng.Make(1, 2, 8, HandmadePng.Rgb, [[10, 20, 30, 40, 50, 60]])));

    [Fact]
    public void Transparency_is_dropped_and_the_hidden_colour_shows() =>
        Read(HandmadePng.Make(1, 2, 8, HandmadePng.Rgba, [[10, 20, 30, 0, 40, 50, 60, 128]]))
            .ShouldBe([10, 40, 20, 50, 30, 60]);

    [Fact]
    public void Grey_becomes_three_equal_bands() =>
        Read(HandmadePng.Make(1, 2, 8, HandmadePng.GreyAlpha, [[7, 255, 200, 255]])).ShouldBe([7, 200, 7, 200, 7, 200]);

    [Fact]
    public void A_palette_is_looked_up() =>
        Read(HandmadePng.Make(1, 2, 8, HandmadePng.Palette, [[1, 0]], palette: [1, 2, 3, 4, 5, 6]))
            .ShouldBe([4, 1, 5, 2, 6, 3]);

    [Fact]
    public void Sixteen_bits_become_eight_without_a_change_of_gamma() =>
        Read(HandmadePng.Make(1, 1, 16, HandmadePng.Rgb, [[0x80, 0x80, 0x10, 0x10, 0xFF, 0xFF]]))
            .ShouldBe([0x80, 0x10, 0xFF]);

    [Fact]
    public void A_file_cut_in_half_is_refused_with_its_path()
    {
        byte[] whole = HandmadePng.Make(1, 2, 8, HandmadePng.Rgba, [[10, 20, 30, 0, 40, 50, 60, 128]]);
        string path = _folder.Write("half.png", whole.AsSpan(0, whole.Length / 2));
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Path.ShouldBe(path);
    }

    [Fact]
    public void A_flipped_bit_is_refused()
    {
        byte[] file = HandmadePng.Make(1, 1, 8, HandmadePng.Rgb, [[1, 2, 3]]);
        file[^20] ^= 1;
        string path = _folder.Write("a.png", file);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message
            .ShouldContain("PNG that cannot be decoded (ErrorInInput)");
    }

    [Fact]
    public void A_claim_of_too_many_pixels_is_refused_before_memory_is_taken()
    {
        string path = _folder.Write("bomb.png", HandmadePng.Make(60_000, 60_000, 8, HandmadePng.Rgb, [[]]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message.ShouldContain("60000 x 60000 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    private byte[] Read(byte[] file) => ImageFile.Read(_folder.Write("a.png", file)).Pixels.ToArray();
}

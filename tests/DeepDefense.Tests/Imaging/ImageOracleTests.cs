using System.Security.Cryptography;
using System.Text.Json;
using DeepDefense.Imaging;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Imaging;

/// <summary>Against PIL, pixel by pixel: tests/oracle/make_image_numbers.py.</summary>
public sealed class ImageOracleTests
{
    /// <summary>What PIL reads and we refuse, and why.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["bmp-16-555.bmp"] = "found a BMP of 16 bits a pixel",
        ["bmp-16-565.bmp"] = "found a BMP of 16 bits a pixel",
        ["gif-partial.gif"] = "found a GIF whose first frame leaves pixels without a colour",
        ["gif-partial-transparent.gif"] = "found a GIF whose first frame leaves pixels without a colour",
    };

    private static string Folder => Numbers.OraclePath("images");

    public static TheoryData<string> Read => Names(row => row.TryGetProperty("sha256", out _));

    public static TheoryData<string> Bad => Names(row => row.TryGetProperty("refused", out _));

    [Theory]
    [MemberData(nameof(Read))]
    public void A_file_has_the_pixels_that_PIL_gives_or_is_refused_with_the_reason(string name)
    {
        string path = Path.Combine(Folder, name);
        if (Refused.TryGetValue(name, out string? reason))
        {
            Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message.ShouldContain(reason);
            return;
        }
        ShouldBePils(ImageFile.Read(path), Rows("files")[name]);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_file_that_PIL_refuses_is_refused_with_its_path(string name)
    {
        string path = Path.Combine(Folder, name);
        Should.Throw<ImageFormatException>(() => ImageFile.Read(path)).Message.ShouldStartWith($"{path}: ");
    }

    [Fact]
    public void Many_threads_read_the_same_as_one()
    {
        (string Name, JsonElement Row)[] files = [.. Rows("files").Where(row => row.Value.TryGetProperty("sha256", out _) && !Refused.ContainsKey(row.Key))
            .Select(row => (row.Key, row.Value))];
        Parallel.For(0, 4 * files.Length, i => ShouldBePils(ImageFile.Read(Path.Combine(Folder, files[i % files.Length].Name)), files[i % files.Length].Row));
    }

    [RealDataFact]
    public void Photographs_of_faces_have_the_pixels_that_PIL_gives()
    {
        foreach ((string name, JsonElement row) in Rows("faces"))
        {
            ShouldBePils(ImageFile.Read(Path.Combine(RealData.Root!, "faces", name)), row);
        }
    }

    private static void ShouldBePils(RgbImage image, JsonElement row)
    {
        (image.Width, image.Height).ShouldBe((row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32()));
        Convert.ToHexStringLower(SHA256.HashData(Interleaved(image))).ShouldBe(row.GetProperty("sha256").GetString());
    }

    // (H, W, 3), as PIL has it.
    private static byte[] Interleaved(RgbImage image)
    {
        int plane = image.Height * image.Width;
        byte[] planes = image.Pixels.ToArray();
        return [.. Enumerable.Range(0, plane).SelectMany(i => new[] { planes[i], planes[plane + i], planes[(2 * plane) + i] })];
    }

    private static TheoryData<string> Names(Func<JsonElement, bool> isWanted) =>
        [.. Rows("files").Where(row => isWanted(row.Value)).Select(row => row.Key)];

    private static Dictionary<string, JsonElement> Rows(string section)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("images.json")));
        return document.RootElement.GetProperty(section).EnumerateObject().ToDictionary(row => row.Name, row => row.Value.Clone());
    }
}

using System.Runtime.Versioning;
using System.Text;
using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;

namespace DeepDefense.Tests.Datasets.Layouts;

public sealed class UnreadFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jpg", "", "an image in a place where the layout (folder) has none")]
    [InlineData(".a.WebP", "", "an image in a place where the layout (folder) has none")]
    [InlineData("._a.jpg", "\0\u0005\u0016\u0007", "AppleDouble")]
    [InlineData("._a.jpg", "\u00FF\u00D8\u00FF", "an image in a place")]
    [InlineData("a.TIF", "", "an image of a kind that is not read (.TIF)")]
    [InlineData("a.avif", "", "an image of a kind that is not read (.avif)")]
    [InlineData("a.npz", "", "an archive or array (.npz)")]
    [InlineData("a.tar", "", "an archive or array (.tar)")]
    [InlineData("data_batch_1", "\u0080\u0002}", "an archive or array by its first bytes")]
    [InlineData("a.docx", "PK\u0003\u0004", "an archive or array by its first bytes")]
    [InlineData("a", "\u0089PNG\r\n\u001A\n", "a PNG by its first bytes")]
    [InlineData("a.dat", "\u00FF\u00D8\u00FF\u00E0", "a JPEG by its first bytes")]
    [InlineData("a.txt", "GIF89a", "a GIF by its first bytes")]
    [InlineData("a.txt", "RIFF....WEBP", "a WebP by its first bytes")]
    [InlineData("a.txt", "II*\0", "a TIFF by its first bytes")]
    [InlineData("a.txt", "\0\0\0\u0018ftypavif", "a AVIF by its first bytes")]
    [InlineData("a.txt", "P6\n2 2\n255\n", "a PPM by its first bytes")]
    [InlineData("a.txt", "BM............\u0028\0\0\0........\u0001\0\u0018\0", "a BMP by its first bytes")]
    public void What_is_or_may_be_an_image_is_named_with_the_reason(string name, string begin, string reason)
    {
        string path = _folder.Write(name, Encoding.Latin1.GetBytes(begin));
        SkippedFile unread = Of().ShouldHaveSingleItem();
        unread.Path.ShouldBe(path);
        unread.Reason.ShouldContain(reason);
    }

    [Theory]
    [InlineData("notes.txt", "BM is a company, and this a long text about it")]
    [InlineData("p5.txt", "P5 is a name")]
    [InlineData("table.csv", "path,label\n")]
    [InlineData("Thumbs.db", "\u00D0\u00CF\u0011\u00E0")]
    [InlineData(".DS_Store", "\0\0\0\u0001Bud1")]
    [InlineData("empty", "")]
    public void What_is_no_image_is_not_named(string name, string content)
    {
        _folder.Write(name, Encoding.Latin1.GetBytes(content));
        Of().ShouldBeEmpty();
    }

    [Fact]
    public void What_was_read_is_not_named_nor_what_it_links_to()
    {
        _folder.Write("store/1.png", "x"u8);
        Directory.CreateDirectory(_folder["a"]);
        File.CreateSymbolicLink(_folder["a/1.png"], _folder["store/1.png"]);
        string other = _folder.Write("store/2.png", "x"u8);
        Of("a/1.png").Select(file => file.Path).ShouldBe([other]);
    }

    [Fact]
    public void Paths_begin_as_the_folder_was_given()
    {
        _folder.Write("1.png", "x"u8);
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.Path);
        UnreadFiles.Of(relative, "folder", []).Single().Path.ShouldBe(Path.Combine(relative, "1.png"));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_name_that_is_not_UTF8_is_named()
    {
        using (System.Diagnostics.Process shell = System.Diagnostics.Process.Start("bash", ["-c", "mkdir \"$1\"/$'caf\\xe9'; touch \"$1\"/$'\\xe9.txt'", "bash", _folder.Path])) { shell.WaitForExit(); }
        Of().Select(file => file.Reason).ShouldBe(
            ["a folder whose name is not UTF-8 and cannot be opened: rename it", "a file whose name is not UTF-8 and cannot be opened: rename it"]);
        using (System.Diagnostics.Process shell = System.Diagnostics.Process.Start("bash", ["-c", "rm -r \"$1\"/*", "bash", _folder.Path])) { shell.WaitForExit(); }
    }

    private IReadOnlyList<SkippedFile> Of(params string[] read) => UnreadFiles.Of(_folder.Path, "folder", read.Select(name => _folder[name]));
}

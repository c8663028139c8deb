using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Serialization;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_can_be_written_is_tried_without_a_trace()
    {
        AtomicFile.RequireWritable(Path.Combine(_folder.Path, "a", "b", "file"));
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_below_a_file_cannot_be_written()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        string path = Path.Combine(_folder.Path, "file", "x");
        Should.Throw<IOException>(() => AtomicFile.RequireWritable(path)).Message.ShouldStartWith($"cannot write {path}: ");
    }

    [Fact]
    public void Text_is_written_as_utf8_without_a_mark()
    {
        AtomicFile.WriteText(_folder["a.txt"], "ä");
        File.ReadAllBytes(_folder["a.txt"]).ShouldBe([0xC3, 0xA4]);
    }

    [Fact]
    public void Missing_folders_are_made()
    {
        AtomicFile.WriteText(_folder["one/two/a.txt"], "a");
        File.Exists(_folder["one/two/a.txt"]).ShouldBeTrue();
    }

    [Fact]
    public void An_existing_file_is_replaced()
    {
        AtomicFile.WriteText(_folder["a.txt"], "old and longer");
        AtomicFile.WriteText(_folder["a.txt"], "new");
        File.ReadAllText(_folder["a.txt"]).ShouldBe("new");
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file()
    {
        AtomicFile.WriteText(_folder["a.txt"], "old");
        Should.Throw<InvalidDataException>(() => AtomicFile.Write(_folder["a.txt"], FailHalfway));
        File.ReadAllText(_folder["a.txt"]).ShouldBe("old");
    }

    [Fact]
    public void A_writer_that_fails_leaves_no_temporary_file()
    {
        Should.Throw<InvalidDataException>(() => AtomicFile.Write(_folder["a.txt"], FailHalfway));
        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        // Where a folder should be lies a file; permissions would not stop root, who runs the tests in containers.
        string file = _folder.Write("a", []);
        string path = Path.Combine(file, "b.txt");
        Should.Throw<IOException>(() => AtomicFile.WriteText(path, "b")).Message
            .ShouldStartWith($"cannot write {path}: ");
    }

    private static void FailHalfway(Stream stream)
    {
        stream.WriteByte(1);
        throw new InvalidDataException();
    }

    [Fact]
    public void What_was_left_behind_a_link_stays()
    {
        string outside = _folder["outside/.results.json.abcdefgh.abc.tmp"];
        Directory.CreateDirectory(_folder["outside"]);
        Directory.CreateDirectory(_folder["run/stages"]);
        File.WriteAllText(outside, "x");
        File.WriteAllText(_folder["run/stages/.scan.json.abcdefgh.abc.tmp"], "x");
        Directory.CreateSymbolicLink(_folder["run/link"], _folder["outside"]);
        AtomicFile.DeleteLeftovers(_folder["run"]);
        File.Exists(outside).ShouldBeTrue();
        Directory.EnumerateFiles(_folder["run/stages"]).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_is_deleted_and_nothing_else()
    {
        string left = "";
        AtomicFile.Write(_folder["results.json"], stream =>
        {
            left = Path.GetFileName(((FileStream)stream).Name);
            stream.WriteByte(1);
        });
        string[] others = [".notes.tmp", "results.json", ".results.json", ".results.json.ABCDEFGH.abc.tmp"];
        foreach (string name in others.Append(left)) { File.WriteAllText(_folder[name], "x"); }
        AtomicFile.DeleteLeftovers(_folder.Path);
        Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(others, ignoreOrder: true);
    }
}

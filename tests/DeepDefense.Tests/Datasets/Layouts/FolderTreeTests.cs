using DeepDefense.Datasets.Layouts;

namespace DeepDefense.Tests.Datasets.Layouts;

public sealed class FolderTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_come_folder_by_folder_in_the_order_of_torchvision()
    {
        foreach (string name in new[] { "b/2", "b/1", "b-c/1", "a", ".z", "b/d/1", "Z" }) { _folder.Write(name, "x"u8); }
        // Made with: for root, _, names in sorted(os.walk(top, followlinks=True)): for name in sorted(names)
        FolderTree.Of(_folder.Path).Files.ShouldBe([".z", "Z", "a", "b/1", "b/2", "b-c/1", "b/d/1"]);
    }

    [Fact]
    public void Links_to_folders_are_followed()
    {
        using TemporaryFolder other = new();
        other.Write("1.png", "x"u8);
        Directory.CreateSymbolicLink(_folder["link"], other.Path);
        FolderTree.Of(_folder.Path).Files.ShouldBe(["link/1.png"]);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/")]
    public void A_link_to_a_folder_around_it_is_closed(string target)
    {
        _folder.Write("a/1.png", "x"u8);
        Directory.CreateSymbolicLink(_folder["a/link"], target);
        FolderTree tree = FolderTree.Of(_folder.Path);
        tree.Files.ShouldBe(["a/1.png"]);
        tree.Closed.Select(file => (file.Path, file.Reason)).ShouldBe([(_folder["a/link"], "a link to a folder around it, which has no end: remove it")]);
    }

    [Fact]
    public void Folders_that_link_to_each_other_are_entered_once()
    {
        _folder.Write("a/1.png", "x"u8);
        _folder.Write("b/2.png", "x"u8);
        Directory.CreateSymbolicLink(_folder["a/to-b"], _folder["b"]);
        Directory.CreateSymbolicLink(_folder["b/to-a"], _folder["a"]);
        FolderTree.Of(_folder.Path).Files.Count.ShouldBe(2);
    }

    [Fact]
    public void A_folder_of_absurd_depth_is_closed()
    {
        _folder.Write(string.Concat(Enumerable.Repeat("d/", 60)) + "1.png", "x"u8);
        FolderTree tree = FolderTree.Of(_folder.Path);
        (tree.Files.Count, tree.Closed.Count).ShouldBe((0, 1));
    }
}

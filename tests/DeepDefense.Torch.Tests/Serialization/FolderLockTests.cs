using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Serialization;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_held_is_refused_with_its_holder()
    {
        using FolderLock held = FolderLock.Take(_folder.Path, TimeProvider.System);
        string message = Should.Throw<IOException>(() => FolderLock.RequireFree(_folder.Path)).Message;
        message.ShouldContain($"{_folder.Path} is in use by process {Environment.ProcessId} on {Environment.MachineName} since ");
        Should.Throw<IOException>(() => FolderLock.Take(_folder.Path, TimeProvider.System)).Message.ShouldBe(message);
    }

    [Fact]
    public void A_lock_leaves_nothing_behind()
    {
        FolderLock.Take(_folder.Path, TimeProvider.System).Dispose();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_process_left_stops_nobody()
    {
        File.WriteAllText(Path.Combine(_folder.Path, ".lock"), "");
        File.WriteAllText(Path.Combine(_folder.Path, ".lock.json"), """{"Process":1,"Host":"here","Since":"2026-01-01T00:00:00Z"}""");
        FolderLock.RequireFree(_folder.Path);
        FolderLock.Take(_folder.Path, TimeProvider.System).Dispose();
    }

    [Fact]
    public void A_folder_whose_holder_is_not_told_is_refused_all_the_same()
    {
        using FolderLock held = FolderLock.Take(_folder.Path, TimeProvider.System);
        File.WriteAllText(Path.Combine(_folder.Path, ".lock.json"), "null");
        Should.Throw<IOException>(() => FolderLock.RequireFree(_folder.Path)).Message.ShouldContain("in use by another process");
    }
}

using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Serialization;

public sealed class DiskSpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_fits_is_let_pass() => DiskSpace.Require(Path.Combine(_folder.Path, "new", "file"), 1);

    [Fact]
    public void What_does_not_fit_is_refused_with_what_is_needed_and_free()
    {
        string path = Path.Combine(_folder.Path, "new", "file");
        string message = Should.Throw<IOException>(() => DiskSpace.Require(path, long.MaxValue)).Message;
        message.ShouldStartWith($"cannot write {path}: it needs {long.MaxValue} bytes, and ");
        message.ShouldEndWith(" are free on its disk");
    }
}

using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Scripting;

/// <summary>Whatever a TorchScript file holds, it is read or refused before libtorch sees it. <c>./test --fuzz N</c> tries N inputs in all.</summary>
public sealed class ScriptFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(EditedArchive.Data)]
    [InlineData(EditedArchive.Code)]
    [InlineData(EditedArchive.Version)]
    public void A_changed_entry_is_read_or_refused(string entry)
    {
        byte[] valid = new EditedArchive(_folder)[entry];
        Mutation.Run(entry, [valid], bytes => ScriptProgram.Open(_folder.Write("m.pt", new EditedArchive(_folder) { [entry] = bytes }.ToBytes())), IsMessage);
    }

    [Fact]
    public void A_changed_file_is_read_or_refused() =>
        Mutation.Run("archive", [new EditedArchive(_folder).ToBytes()], bytes => ScriptProgram.Open(_folder.Write("m.pt", bytes)), IsMessage);

    public void Dispose() => _folder.Dispose();

    private static bool IsMessage(Exception e) => e is ModelFormatException or IOException;
}

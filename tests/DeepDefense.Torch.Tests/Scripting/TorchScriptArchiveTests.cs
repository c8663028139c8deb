using System.IO.Compression;
using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class TorchScriptArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_version_of_the_format_is_read() =>
        TorchScriptArchive.Read(Zip(("m/data.pkl", ""), ("m/constants.pkl", ""), ("m/version", "3\n"))).Format.ShouldBe(3);

    [Fact]
    public void A_newer_format_is_refused_with_both_versions_and_the_python_that_writes_an_older_one() => Refusal(
        ("m/data.pkl", ""), ("m/constants.pkl", ""), ("m/version", "11\n")).ShouldSatisfyAllConditions(
            message => message.ShouldContain("its format is version 11; the newest known here is 10"),
            message => message.ShouldContain("torch.jit.trace(model.cpu(), torch.zeros(1, 3, H, W)).save("));

    [Fact]
    public void Weights_without_a_program_are_refused_with_the_python_that_converts_them() => Refusal(
        ("m/data.pkl", ""), ("m/data/0", ""), ("m/version", "3\n")).ShouldSatisfyAllConditions(
            message => message.ShouldContain("it is not unpickled here"),
            message => message.ShouldContain("load_state_dict(torch.load(\"a.pt\""),
            message => message.ShouldContain("torch.jit.script(model).save("));

    [Fact]
    public void A_zip_of_something_else_is_refused() => Refusal(("word/document.xml", "")).ShouldContain("found no <name>/data.pkl");

    [Fact]
    public void A_version_that_is_no_number_is_refused() =>
        Refusal(("m/data.pkl", ""), ("m/constants.pkl", ""), ("m/version", "new")).ShouldContain("entry m/version: found no number");

    [Fact]
    public void A_text_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() => Refusal(
        ("m/data.pkl", ""), ("m/constants.pkl", ""), ("m/version", new string('3', 2 << 20))).ShouldContain("found 2097152 bytes; expected at most 1048576");

    [Fact]
    public void An_archive_cut_short_is_refused_by_its_path()
    {
        byte[] whole = File.ReadAllBytes(Zip(("m/data.pkl", ""), ("m/constants.pkl", ""), ("m/version", "3\n")));
        File.WriteAllBytes(_folder["a.pt"], whole[..^30]);
        Should.Throw<ModelFormatException>(() => TorchScriptArchive.Read(_folder["a.pt"])).Message.ShouldStartWith($"{_folder["a.pt"]}: a damaged zip archive");
    }

    [Fact]
    public void A_pickle_is_refused()
    {
        File.WriteAllBytes(_folder["a.pt"], [0x80, 2, .. "cposix\nsystem\nX\u0004\0\0\0true\u0085R."u8]);
        Should.Throw<ModelFormatException>(() => TorchScriptArchive.Read(_folder["a.pt"])).Message.ShouldContain("a pickle of an old torch.save");
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, 0x8a, 0x0a }, true)]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 }, true)]
    [InlineData(new byte[] { 0x80, 2, 0, 0, 0, 0, 0, 0 }, false)]
    [InlineData(new byte[] { 0x80 }, false)]
    [InlineData(new byte[0], false)]
    public void The_first_bytes_tell_a_file_of_pytorch_from_safetensors(byte[] start, bool expected)
    {
        File.WriteAllBytes(_folder["a.pt"], start);
        TorchScriptArchive.IsPyTorchFile(_folder["a.pt"]).ShouldBe(expected);
    }

    private string Refusal(params (string Name, string Text)[] entries)
    {
        string path = Zip(entries);
        string message = Should.Throw<ModelFormatException>(() => TorchScriptArchive.Read(path)).Message;
        message.ShouldStartWith($"{path}: ");
        return message;
    }

    private string Zip(params (string Name, string Text)[] entries)
    {
        string path = _folder["a.pt"];
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, string text) in entries)
        {
            using StreamWriter writer = new(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
        return path;
    }
}

using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks.Ssba;

[Collection(nameof(TensorCounting))]
public sealed class SsbaEncoderTests : LeakCheck
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_encoder_comes_back_from_its_file_as_it_was()
    {
        LabeledImages images = TestImages.Of(40, 32, 32);
        bool[] bits = [.. Enumerable.Range(0, 40 * 50).Select(i => i % 3 == 0)];
        using SsbaEncoder written = SsbaEncoderTraining.Train(images, SmallEncoder.Options, SmallEncoder.Compute, new Seed(1));
        written.Save(_folder["encoder"]);
        using SsbaEncoder read = SsbaEncoder.Load(_folder["encoder"], torch.CPU);
        (read.Options, read.Report, read.Height, read.Width, read.Bits).ShouldBe((written.Options, written.Report, 32, 32, 50));
        read.Embed(images.Pixels, bits).ShouldBe(written.Embed(images.Pixels, bits));
        read.Read(images.Pixels).ShouldBe(written.Read(images.Pixels));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_by_its_format()
    {
        Safetensors.Write(_folder["other"], [], new Dictionary<string, string> { ["format"] = "deepdefense-detector-1" });
        string message = Should.Throw<ModelFormatException>(() => SsbaEncoder.Load(_folder["other"], torch.CPU)).Message;
        message.ShouldContain("found deepdefense-detector-1");
        message.ShouldContain("expected deepdefense-ssba-encoder-1");
    }

    [Theory]
    [InlineData("size", "{\"height\":48,\"width\":32}", "encoder.secret.weight")]
    [InlineData("size", "{\"height\":1048576,\"width\":1048576}", "encoder.secret.weight")]
    [InlineData("options", "{\"network\":{\"bits\":50,\"width\":1000000}}", "encoder.conv1.weight")]
    [InlineData("options", "{\"network\":{\"bits\":64}}", "must be 100 or 50")]
    [InlineData("options", "null", "metadata 'options' is null")]
    [InlineData("report", "nonsense", "invalid")]
    public void A_file_that_contradicts_itself_is_refused_with_its_path(string part, string value, string reason)
    {
        using (Safetensors file = Safetensors.Read(SmallEncoder.Write(_folder["encoder"])))
        {
            Dictionary<string, string> metadata = new(file.Metadata) { [part] = value };
            Safetensors.Write(_folder["damaged"], file.Tensors.Select(entry => (entry.Key, entry.Value)), metadata);
        }
        string message = Should.Throw<ModelFormatException>(() => SsbaEncoder.Load(_folder["damaged"], torch.CPU)).Message;
        message.ShouldStartWith(_folder["damaged"]);
        message.ShouldContain(reason);
    }

    [Fact]
    public void Pixels_and_bits_that_do_not_fit_are_refused_with_their_numbers()
    {
        using SsbaEncoder encoder = SsbaEncoder.Load(SmallEncoder.Write(_folder["encoder"]), torch.CPU);
        Should.Throw<ArgumentException>(() => encoder.Embed(new byte[3 * 32 * 32], new bool[49])).Message
            .ShouldContain("49 bits; expected 1 secrets of 50");
        Should.Throw<ArgumentException>(() => encoder.Read(new byte[3071])).Message
            .ShouldContain("3071 bytes are no whole number of 3 x 32 x 32 images");
    }

    protected override void Free() => _folder.Dispose();
}

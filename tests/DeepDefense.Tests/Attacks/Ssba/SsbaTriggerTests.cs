using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks.Ssba;

[Collection(nameof(TensorCounting))]
public sealed class SsbaTriggerTests : LeakCheck
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_image_gets_what_the_encoder_makes_of_it_and_the_secret()
    {
        LabeledImages images = TestImages.Of(70, 32, 32);
        SsbaOptions options = new() { Encoder = SmallEncoder.Write(_folder["encoder"]), Secret = "xyz" };
        using SsbaEncoder encoder = SsbaEncoder.Load(options.Encoder, torch.CPU);
        byte[] triggered = options.CreateTrigger().Apply(images.Pixels, 32, 32);
        for (int i = 0; i < images.Count; i++)
        {
            triggered.AsSpan(i * images.ImageSize, images.ImageSize).ToArray()
                .ShouldBe(encoder.Embed(images.Image(i), SecretCode.Of(50).Encode("xyz")), $"image {i}");
        }
    }

    [Fact]
    public void A_training_in_bfloat16_around_it_changes_nothing()
    {
        LabeledImages images = TestImages.Of(3, 32, 32);
        Trigger trigger = new SsbaOptions { Encoder = SmallEncoder.Write(_folder["encoder"]) }.CreateTrigger();
        byte[] expected = trigger.Apply(images.Pixels, 32, 32);
        using Autocast training = Autocast.Enter(torch.CPU, Precision.BFloat16);
        trigger.Apply(images.Pixels, 32, 32).ShouldBe(expected);
    }

    [Fact]
    public void Images_of_another_size_are_refused_with_both_sizes()
    {
        SsbaOptions options = new() { Encoder = SmallEncoder.Write(_folder["encoder"]) };
        Should.Throw<ArgumentException>(() => options.CreateTrigger().Apply(new byte[3 * 16 * 64], 16, 64)).Message
            .ShouldBe($"images of 64 x 16 pixels; the encoder {options.Encoder} is for 32 x 32");
    }

    [Fact]
    public void A_secret_that_the_encoder_cannot_hold_is_refused()
    {
        SsbaOptions options = new() { Encoder = SmallEncoder.Write(_folder["encoder"]), Secret = "secret" };
        Should.Throw<ArgumentException>(() => options.CreateTrigger().Apply(new byte[3 * 32 * 32], 32, 32)).Message
            .ShouldContain("50 bits hold 4");
    }

    [Fact]
    public void A_file_that_is_no_encoder_is_refused()
    {
        _folder.Write("text", "hello, I am no network"u8);
        SsbaOptions options = new() { Encoder = _folder["text"] };
        Should.Throw<ModelFormatException>(() => options.CreateTrigger().Apply(new byte[3 * 32 * 32], 32, 32)).Message
            .ShouldContain(_folder["text"]);
    }

    [Fact]
    public void Options_come_back_from_json()
    {
        TriggerOptions options = new SsbaOptions { Encoder = "encoder.safetensors", Secret = "b" };
        JsonSerializer.Deserialize<TriggerOptions>(JsonSerializer.Serialize(options)).ShouldBe(options);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<TriggerOptions>("""{"attack":"ssba"}""")).Message.ShouldContain("Encoder");
    }

    [Fact]
    public void An_empty_path_is_refused() =>
        Should.Throw<ArgumentException>(() => new SsbaOptions { Encoder = "" }).Message.ShouldContain("path of the encoder is empty");

    protected override void Free() => _folder.Dispose();
}

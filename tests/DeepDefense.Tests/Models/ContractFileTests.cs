using DeepDefense.Models;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Tests.Models;

public sealed class ContractFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_part_is_read()
    {
        InputContract contract = Read("""
            image-size: [24, 32]
            channels: bgr
            range: 255
            mean: [103.9, 116.8, 123.7]
            std: [1, 2, 3]
            output: probabilities
            classes: [cat, dog]
            """);
        contract.ShouldSatisfyAllConditions(
            all => all.ImageSize.ShouldBe(new ImageSize(24, 32)), all => all.ChannelOrder.ShouldBe(ChannelOrder.Bgr), all => all.ValueRange.ShouldBe(255),
            all => all.Mean.ShouldBe([103.9, 116.8, 123.7]), all => all.Deviation.ShouldBe([1, 2, 3]),
            all => all.Output.ShouldBe(ModelOutput.Probabilities), all => all.ClassNames.ShouldBe(["cat", "dog"]));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        InputContract contract = new() { ImageSize = new ImageSize(8, 9), ChannelOrder = ChannelOrder.Bgr, ValueRange = 0.1, Mean = [0.1, 1e-9, -3], ClassNames = ["- :", "1", "\n"] };
        InputContract read = Read(ContractFile.Write(contract));
        read.ShouldSatisfyAllConditions(
            all => all.ImageSize.ShouldBe(contract.ImageSize), all => all.ChannelOrder.ShouldBe(contract.ChannelOrder), all => all.ValueRange.ShouldBe(contract.ValueRange),
            all => all.Mean.ShouldBe(contract.Mean), all => all.Deviation.ShouldBeNull(), all => all.Output.ShouldBeNull(), all => all.ClassNames.ShouldBe(contract.ClassNames));
    }

    [Fact]
    public void An_empty_file_says_nothing() => Read("").Said().ShouldBeEmpty();

    [Theory]
    [InlineData("range: 1\nmeen: [1, 2, 3]\n", "line 2: Property 'meen' not found; a contract has image-size: [H, W]")]
    [InlineData("range: 1\nrange: 2\n", "line 2: Encountered duplicate key range")]
    [InlineData("image-size: wide\n", "line 1: a value of the wrong kind")]
    [InlineData("mean: [1, 2]\n", "Mean: one finite number for each of the three channels is needed")]
    [InlineData("std: [1, 0, 1]\n", "Deviation: 1, 0, 1; each must be above 0")]
    [InlineData("channels: hsv\n", "channels: 'hsv'; expected rgb or bgr")]
    [InlineData("image-size: [1, 2, 3]\n", "image-size: 3 numbers; expected [H, W]")]
    [InlineData("range: .nan\n", "must be above 0")]
    public void What_is_no_contract_is_refused_with_file_and_place(string yaml, string reason)
    {
        string message = Should.Throw<ModelFormatException>(() => Read(yaml)).Message;
        message.ShouldStartWith($"{_folder["model.yaml"]}: ");
        message.ShouldContain(reason);
    }

    private InputContract Read(string yaml)
    {
        File.WriteAllText(_folder["model.yaml"], yaml);
        return ContractFile.Read(_folder["model.yaml"]);
    }
}

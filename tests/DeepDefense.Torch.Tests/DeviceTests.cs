namespace DeepDefense.Torch.Tests;

public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", -1)]
    [InlineData("cuda", 0)]
    [InlineData("cuda:0", 0)]
    [InlineData("cuda:3", 3)]
    public void A_name_is_read(string text, int index) => Device.Parse(text).Index.ShouldBe(index);

    [Theory]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:99999999999")]
    public void Another_name_is_refused_and_named(string text) =>
        Should.Throw<FormatException>(() => Device.Parse(text)).Message
            .ShouldBe($"device '{text}': expected cpu, cuda or cuda:N");

    [Theory]
    [InlineData("cpu")]
    [InlineData("cuda:2")]
    public void A_device_prints_as_it_is_read(string text) => Device.Parse(text).ToString().ShouldBe(text);

    [Fact]
    public void The_processor_is_no_cuda_device() => Device.Cpu.IsCuda.ShouldBeFalse();
}

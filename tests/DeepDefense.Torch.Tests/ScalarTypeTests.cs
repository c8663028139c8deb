namespace DeepDefense.Torch.Tests;

public sealed class ScalarTypeTests
{
    [Theory]
    [InlineData(ScalarType.Byte, 1)]
    [InlineData(ScalarType.Bool, 1)]
    [InlineData(ScalarType.Float16, 2)]
    [InlineData(ScalarType.BFloat16, 2)]
    [InlineData(ScalarType.Int32, 4)]
    [InlineData(ScalarType.Float32, 4)]
    [InlineData(ScalarType.Int64, 8)]
    [InlineData(ScalarType.Float64, 8)]
    public void An_element_takes_its_bytes(ScalarType type, int bytes) => type.Size().ShouldBe(bytes);

    [Fact]
    public void An_unknown_type_has_no_size() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ((ScalarType)99).Size());
}

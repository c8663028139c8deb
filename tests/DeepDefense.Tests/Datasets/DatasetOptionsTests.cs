using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

public sealed class DatasetOptionsTests
{
    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_test_fraction_outside_of_0_to_1_is_refused(double fraction) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DatasetOptions { TestFraction = fraction });

    [Fact]
    public void A_size_of_nothing_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DatasetOptions { Size = 0 });

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 31)]
    public void More_bytes_in_memory_than_an_array_holds_are_refused(long bytes) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DatasetOptions { MostInMemory = bytes });

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void A_number_of_synthetic_classes_outside_of_2_to_10_is_refused(int count) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new SyntheticOptions { ClassCount = count });
}

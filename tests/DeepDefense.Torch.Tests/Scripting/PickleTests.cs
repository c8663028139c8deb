using DeepDefense.Torch.Scripting;

namespace DeepDefense.Torch.Tests.Scripting;

public sealed class PickleTests
{
    [Fact]
    public void Numbers_and_texts_come_back() => Again(new PickledTuple([null, true, false, 0L, -1L, 255L, 70_000L, long.MinValue, 1.5, double.NegativeInfinity, "grüße"]))
        .ShouldBeOfType<PickledTuple>().Items.ShouldBe([null, true, false, 0L, -1L, 255L, 70_000L, long.MinValue, 1.5, double.NegativeInfinity, "grüße"]);

    [Fact]
    public void A_tensor_comes_back()
    {
        PickledTensor tensor = Again(new PickledTensor(new PickledStorage("Half", "12", "cuda:0", 100), 3, [2, 5], [10, 2], true)).ShouldBeOfType<PickledTensor>();
        tensor.ShouldSatisfyAllConditions(
            () => tensor.Storage.ShouldBe(new PickledStorage("Half", "12", "cuda:0", 100)),
            () => tensor.Offset.ShouldBe(3),
            () => tensor.Shape.ShouldBe([2, 5]),
            () => tensor.Stride.ShouldBe([10, 2]),
            () => tensor.RequiresGradient.ShouldBeTrue());
    }

    [Fact]
    public void What_stands_in_two_places_is_one_again()
    {
        PickledObject part = new("__torch__.Part", [("training", true)]);
        PickledObject whole = Again(new PickledObject("__torch__.Whole", [("a", part), ("b", part)])).ShouldBeOfType<PickledObject>();
        whole.Attributes[0].Value.ShouldBeSameAs(whole.Attributes[1].Value);
    }

    [Fact]
    public void More_values_than_a_byte_counts_are_told_apart()
    {
        PickledTuple[] pairs = [.. Enumerable.Range(0, 400).Select(i => new PickledTuple([(long)i]))];
        PickledTuple all = Again(new PickledTuple([.. pairs, .. pairs])).ShouldBeOfType<PickledTuple>();
        all.Items.Select(item => ((PickledTuple)item!).Items[0]).ShouldBe([.. Enumerable.Range(0, 400).Concat(Enumerable.Range(0, 400)).Select(i => (object)(long)i)]);
    }

    private static object? Again(object? value) => PickleReader.Read(PickleWriter.Write(value), "a test", "data.pkl");
}

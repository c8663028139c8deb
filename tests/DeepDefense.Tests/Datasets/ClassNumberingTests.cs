using DeepDefense.Datasets;

namespace DeepDefense.Tests.Datasets;

public sealed class ClassNumberingTests
{
    [Theory]
    [InlineData("cat,dog", "cat,dog")]
    [InlineData("0,1", "cat,dog")] // numbers for names
    [InlineData("cat,dog", "cat,owl")]
    public void Labels_of_two_sets_may_mean_the_same(string here, string there) =>
        Should.NotThrow(() => Of(here).RequireSameNumbering(Of(there)));

    [Fact]
    public void A_class_of_another_number_is_refused_by_its_name() =>
        Should.Throw<ArgumentException>(() => Of("0,1,2,10").RequireSameNumbering(Of("0,1,10,2"))).Message
            .ShouldBe("the class '10' is number 3 in one set and 2 in the other: their labels do not mean the same");

    [Theory]
    [InlineData("1,10,2", "ape,bee,cat")]
    [InlineData("ape,bee,cat", "1,10,2")]
    public void Numbers_that_are_sorted_as_names_say_nothing_of_other_names(string here, string there) =>
        Should.Throw<ArgumentException>(() => Of(here).RequireSameNumbering(Of(there))).Message.ShouldContain("called 1, 10, 2, as names are sorted, those of the other ape, bee, cat: which is which is not known");

    [Fact]
    public void A_folder_numbers_its_classes_anew_and_leaves_empty_ones_out()
    {
        LabeledImages train = new(new byte[9], [3, 0, 2], 1, 1, ["zebra", "none", "b/c", "ape"]);
        Dataset read = SetWriter.AsRead(SetLayout.Folder, new Dataset("d", train, train.Subset([1])));
        read.Train.ClassNames.ShouldBe(["ape", "b/c", "zebra"]);
        (read.Train.Labels.ToArray(), read.Test.Labels.ToArray()).ShouldSatisfyAllConditions(both => both.Item1.ShouldBe([0, 2, 1]), both => both.Item2.ShouldBe([2]));
    }

    [Fact]
    public void Images_of_another_set_are_counted_by_their_pixels()
    {
        LabeledImages one = new([1, 1, 1, 2, 2, 2, 3, 3, 3], [0, 0, 0], 1, 1, ["a", "b"]), other = new([2, 2, 2, 9, 9, 9], [1, 1], 1, 1, ["a", "b"]);
        (one.CountSharedWith(other), other.CountSharedWith(one), one.CountSharedWith(one)).ShouldBe((1, 1, 3));
        one.CountSharedWith(new LabeledImages([1, 1, 1, 2, 2, 2], [0], 1, 2, ["a", "b"])).ShouldBe(0);
    }

    private static LabeledImages Of(string names) => new([], [], 1, 1, names.Split(','));
}

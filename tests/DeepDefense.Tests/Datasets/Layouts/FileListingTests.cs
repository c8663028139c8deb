using DeepDefense.Datasets;
using DeepDefense.Datasets.Layouts;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Datasets.Layouts;

public class FileListingTests
{
    // Class c has 3 + c training and 2 test files.
    private static readonly FileListing All = new(["a", "b", "c", "d"],
        [.. Enumerable.Range(0, 4).SelectMany(label => Enumerable.Range(0, 3 + label).Select(i => File("train", label, i)))],
        [.. Enumerable.Range(0, 4).SelectMany(label => Enumerable.Range(0, 2).Select(i => File("test", label, i)))]);

    [Fact]
    public void Nothing_asked_for_is_nothing_left_out()
    {
        FileListing drawn = Draw(new DatasetOptions());
        drawn.ClassNames.ShouldBe(All.ClassNames);
        drawn.Train.ShouldBe(All.Train);
        drawn.Test.ShouldBe(All.Test);
    }

    [Fact]
    public void Drawn_classes_are_numbered_anew_in_their_old_order()
    {
        FileListing drawn = Draw(new DatasetOptions { ClassCount = 2 });
        drawn.ClassNames.ShouldBe(drawn.ClassNames.Order());
        drawn.ClassNames.Length.ShouldBe(2);
        drawn.Train.ShouldAllBe(file => file.Source.StartsWith($"train/{drawn.ClassNames[file.Label]}/", StringComparison.Ordinal));
        drawn.Test.Length.ShouldBe(4);
    }

    [Fact]
    public void Only_classes_with_enough_images_are_drawn() =>
        Draw(new DatasetOptions { ClassCount = 2, TrainPerClass = 5 }).ClassNames.ShouldBe(["c", "d"]);

    [Fact]
    public void At_most_the_asked_number_of_images_is_drawn_from_each_class()
    {
        FileListing drawn = Draw(new DatasetOptions { TrainPerClass = 4, TestPerClass = 1 });
        drawn.Train.CountBy(file => file.Label).Select(entry => entry.Value).ShouldBe([3, 4, 4, 4]);
        drawn.Test.CountBy(file => file.Label).ShouldAllBe(entry => entry.Value == 1);
        drawn.Train.Distinct().Count().ShouldBe(15);
    }

    [Fact]
    public void A_seed_draws_the_same_and_another_one_something_else()
    {
        DatasetOptions some = new() { TrainPerClass = 2 };
        Draw(some, 1).Train.ShouldBe(Draw(some, 1).Train);
        Draw(some, 1).Train.ShouldNotBe(Draw(some, 2).Train);
    }

    [Fact]
    public void Too_few_classes_are_an_error_that_counts_them() =>
        Should.Throw<DatasetException>(() => Draw(new DatasetOptions { ClassCount = 3, TrainPerClass = 5 }))
            .Message.ShouldContain("2 classes with 5 training and 1 test images");

    private static LabeledFile File(string part, int label, int number) => new($"/{number}", $"{part}/{"abcd"[label]}/{number}", label);

    private static FileListing Draw(DatasetOptions options, ulong seed = 1) =>
        All.Draw(new LoadRequest("/data", options, new Seed(seed), null, CancellationToken.None));
}

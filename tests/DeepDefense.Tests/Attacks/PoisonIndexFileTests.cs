using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks;

/// <summary>The files are of PyTorch, by <c>tests/oracle/make_layout_files.py</c>.</summary>
public sealed class PoisonIndexFileTests
{
    [Theory]
    [InlineData("toolbox", "toolbox/poison_indices", new[] { 1, 4 })]
    [InlineData("toolbox-old", "toolbox-old/poison_indices", new[] { 1, 4 })]
    [InlineData("bench", "bench/attack_result.pt", new[] { 3, 6 })]
    [InlineData("bench-all", "bench-all/attack_result.pt", new[] { 3, 5 })]
    public void Images_are_marked_by_their_numbers_wherever_they_stand(string set, string file, int[] places)
    {
        PoisonMarks marks = PoisonIndexFile.Read(At(file)).MarksOf(Open(set));
        Enumerable.Range(0, marks.Truth.Length).Where(marks.IsPoisoned).ShouldBe(places);
    }

    [Fact]
    public void Numbers_may_be_a_tensor_too() => PoisonIndexFile.Read(At("toolbox/labels")).Poisoned.Order().ShouldBe([0, 1, 2]);

    [Fact]
    public void Images_that_were_left_out_take_their_marks_with_them()
    {
        LabeledImages some = Open("toolbox").Subset([4, 5, 6]);
        PoisonMarks marks = PoisonIndexFile.Read(At("toolbox/poison_indices")).MarksOf(some);
        (marks.PoisonedCount, marks.IsPoisoned(0)).ShouldBe((1, true));
    }

    [Fact]
    public void Images_that_share_their_numbers_cannot_be_marked()
    {
        LabeledImages twice = new(new byte[6], [0, 0], 1, 1, ["a"], ["a/1.png", "b/1.png"]);
        Should.Throw<PoisonManifestException>(() => PoisonIndexFile.Read(At("toolbox/poison_indices")).MarksOf(twice)).Found.ShouldContain("b/1.png");
    }

    [Fact]
    public void Numbers_of_another_set_are_refused()
    {
        LabeledImages other = new(new byte[6], [0, 0], 1, 1, ["a"], ["a/100.png", "a/200.png"]);
        Should.Throw<PoisonManifestException>(() => PoisonIndexFile.Read(At("toolbox/poison_indices")).MarksOf(other)).Message.ShouldContain("2 numbers, of which no image");
    }

    [Fact]
    public void A_file_of_pixels_is_none() => Should.Throw<PoisonManifestException>(() => PoisonIndexFile.Read(At("toolbox/imgs"))).Expected.ShouldContain("poison_indices");

    [Fact]
    public void A_file_of_something_else_is_refused() => Should.Throw<ModelFormatException>(() => PoisonIndexFile.Read(At("layouts.json")));

    private static string At(string name) => Path.Combine(Numbers.OraclePath("layouts"), name);

    private static LabeledImages Open(string name) => DatasetLoader.Open(At(name), new DatasetOptions { TestFraction = 0 }, default).Dataset.Train;
}

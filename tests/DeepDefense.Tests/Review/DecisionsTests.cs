using DeepDefense.Datasets;
using DeepDefense.Review;
using DeepDefense.Tests.Attacks;

namespace DeepDefense.Tests.Review;

public sealed class DecisionsTests : IDisposable
{
    private static readonly LabeledImages Training = TestImages.Of(12, withSources: true);
    private readonly TemporaryFolder _folder = new();

    public DecisionsTests()
    {
        using ReviewSession session = ReviewExample.Open(_folder["journal"]);
        session.Apply(new ReviewAction([1, 2, 3], ImageDecision.Poisoned));
        session.Apply(new ReviewAction([3], Label: 1));
        session.Apply(new ReviewAction([1], Label: Training.Labels[1]));
        session.Finish(File, "run");
    }

    private string File => _folder["decisions.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Poisoned_images_get_the_label_that_was_chosen_or_none_where_it_is_the_one_they_had() =>
        Decisions.Read(File, Training).Poisoned().Select(image => (image.Index, image.From, image.To)).ShouldBe([(1, 1, null), (2, 2, null), (3, 0, 1)]);

    [Theory]
    [InlineData(1, 9)]
    [InlineData(5, 5)]
    [InlineData(13, 0)]
    public void Undecided_images_count_where_their_score_is_at_or_above_the_threshold(int threshold, int undecided)
    {
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\"threshold\": 1", $"\"threshold\": {threshold}", StringComparison.Ordinal));
        Decisions.Read(File, Training).Undecided().ShouldBe(undecided);
    }

    [Theory]
    [InlineData("\"threshold\": 1", "\"threshold\": 1e999", "threshold: found ")]
    [InlineData("\"score\": 9", "\"score\": \"NaN\"", "images[3]: found score NaN")]
    [InlineData("\"version\": 1", "\"version\": 2", "version: found 2, expected 1")]
    [InlineData("\"row\": 3,", "\"row\": 12,", "images[3]: found row 12")]
    [InlineData("\"row\": 3,", "\"row\": -1,", "images[3]: found row -1")]
    [InlineData("\"row\": 3,", "\"row\": 2,", "images[3]: found row 2 again")]
    [InlineData("image-3.png", "../../etc/passwd", "images[3]: found '../../etc/passwd'")]
    [InlineData("\"label\": 1\n", "\"label\": 3\n", "images[1]: found label 3")]
    [InlineData("\"decision\": \"poisoned\"", "\"decision\": 7", "images[1]: found decision 7")]
    [InlineData("\"decision\": \"poisoned\"", "\"decision\": \"maybe\"", "")]
    [InlineData("\"images\": [", "\"images\": [[", "")]
    [InlineData("\"images\": [", "\"images\": [null,", "images[0]: found null")]
    [InlineData("\"sha256\"", "\"sha\"", "")]
    [InlineData("image-3.png", "\\uD800", "")]
    public void A_changed_file_is_refused_with_its_place(string from, string to, string message)
    {
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace(from, to, StringComparison.Ordinal));
        Should.Throw<DatasetException>(() => Decisions.Read(File, Training)).Message.ShouldStartWith($"{File}: {message}");
    }

    [Fact]
    public void Decisions_on_other_pixels_are_refused()
    {
        byte[] pixels = Training.Pixels.ToArray();
        pixels[0] ^= 1;
        Should.Throw<DatasetException>(() => Decisions.Read(File, Training.WithPixels(pixels))).Message.ShouldContain("unchanged since the review");
    }

    [Fact]
    public void Decisions_on_another_table_of_scores_than_stands_beside_them_are_refused()
    {
        _folder.Write("scan.csv", "others"u8);
        Should.Throw<DatasetException>(() => Decisions.Read(File, Training)).Message.ShouldContain("data: found decisions on another scan.csv (SHA-256 ");
    }

    [Fact]
    public void Decisions_that_were_moved_away_from_their_table_are_read()
    {
        _folder.Write("moved/decisions.json", System.IO.File.ReadAllBytes(File));
        Decisions.Read(_folder["moved/decisions.json"], Training).Images.Count.ShouldBe(12);
    }

    [Fact]
    public void Where_a_review_was_not_finished_that_is_said()
    {
        System.IO.File.Delete(File);
        _folder.Write("decisions.journal", ""u8);
        Should.Throw<FileNotFoundException>(() => Decisions.Read(File, Training)).Message
            .ShouldBe($"{File}: the review of this run has not been finished: press Finish on the page of deepdefense review {_folder.Path}");
    }

    [Fact]
    public void Where_no_run_is_a_missing_file_is_one_that_a_review_writes()
    {
        Should.Throw<FileNotFoundException>(() => Decisions.Read(_folder["none/decisions.json"], Training)).Message
            .ShouldBe($"{_folder["none/decisions.json"]}: there is no such file; deepdefense review writes one when Finish is pressed on its page");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_larger_than_its_set_explains_is_not_read(bool isLink)
    {
        using (FileStream stream = System.IO.File.OpenWrite(File)) { stream.SetLength(2 << 20); }
        string path = isLink ? System.IO.File.CreateSymbolicLink(_folder["link.json"], File).FullName : File;
        Should.Throw<DatasetException>(() => Decisions.Read(path, Training)).Message.ShouldContain("2097152 bytes");
    }
}

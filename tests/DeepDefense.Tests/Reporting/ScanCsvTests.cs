using DeepDefense.Datasets;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;

namespace DeepDefense.Tests.Reporting;

public sealed class ScanCsvTests : IDisposable
{
    private static readonly LabeledImages Images = TestImages.Of(4, withSources: true);
    private readonly TemporaryFolder _folder = new();

    private string Table => _folder["scan.csv"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_an_image_in_data_order()
    {
        Write(Images);
        File.ReadAllText(Table).ShouldBe("index,source,label,score,flagged,isolated\n"
            + "0,\"image-0.png\",0,0.5,1,0\n1,\"image-1.png\",1,-2,0,0\n2,\"image-2.png\",2,7.25,1,1\n3,\"image-3.png\",0,6,1,1\n");
    }

    [Fact]
    public void The_isolated_images_are_read_again()
    {
        Write(Images);
        ScanCsv.Read(Table, Images).Isolated.ShouldBe([2, 3]);
    }

    [Fact]
    public void A_name_that_a_spreadsheet_would_run_is_text_in_it_and_is_read_again()
    {
        LabeledImages images = new(new byte[12], [0], 2, 2, ["a", "b"], ["=cmd|' /C calc'!\"A0\"\n.png"]);
        ScanCsv.Write(Table, images, new ScanReport([1], 0, null, null, [0], [0]));
        File.ReadAllLines(Table)[1].ShouldBe("0,\"'=cmd|' /C calc'!\"\"A0\"\" .png\",0,1,1,1");
        ScanCsv.Read(Table, images).Isolated.ShouldBe([0]);
    }

    [Fact]
    public void A_table_of_another_set_is_refused_with_the_line()
    {
        Write(Images.Subset([0, 1, 3, 2]));
        Should.Throw<DatasetException>(() => ScanCsv.Read(Table, Images)).Message
            .ShouldBe($"{Table}: line 4: found '2,\"image-3.png\",0,7.25,1,1', expected '2,\"image-2.png\",2,...', which is image 2 of the training set, then its score, with 0 or 1 for flagged and for isolated at the end");
        Should.Throw<DatasetException>(() => ScanCsv.Read(Table, Images.Subset([0]))).Message.ShouldEndWith("found 4 images, expected the 1 of the training set");
    }

    [Theory]
    [InlineData("", "line 1: found nothing")]
    [InlineData("path,label\na,b\n", "line 1: found 'path,label', expected 'index,source,label,score,flagged,isolated', as deepdefense scan writes")]
    public void Another_table_is_refused(string text, string message)
    {
        File.WriteAllText(Table, text);
        Should.Throw<DatasetException>(() => ScanCsv.Read(Table, Images)).Message.ShouldStartWith($"{Table}: {message}");
    }

    [Fact]
    public void A_line_that_was_cut_is_refused()
    {
        Write(Images);
        File.WriteAllText(Table, File.ReadAllText(Table)[..^2]);
        Should.Throw<DatasetException>(() => ScanCsv.Read(Table, Images)).Message.ShouldStartWith($"{Table}: line 5: ");
    }

    private void Write(LabeledImages images) => ScanCsv.Write(Table, images, new ScanReport([0.5, -2, 7.25, 6], 0, null, null, [0, 2, 3], [3, 2]));
}

using System.Text.Json;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Tests.Steganalysis;

public sealed class StegoDetectorTests
{
    private static readonly Compute Cpu = new(torch.CPU, Precision.Float32);

    [Fact]
    public void A_calibration_counts_an_image_once_however_often_it_was_turned()
    {
        using StegoDetector detector = Detector(TestImages.Of(12, 32, 32));
        detector.CalibrationAt(double.NegativeInfinity).ShouldBe(new Calibration(12, 12));
        detector.CalibrationAt(double.PositiveInfinity).ShouldBe(new Calibration(12, 0));
        // 96 scores; a quarter of them is 24, which are 3 images.
        detector.CalibrationAt(detector.ThresholdAt(0.25)).ShouldBe(new Calibration(12, 3));
    }

    [Fact]
    public void A_scan_has_the_calibration_of_its_threshold_and_keeps_it_as_JSON()
    {
        LabeledImages images = TestImages.Of(20, 32, 32);
        using StegoDetector detector = Detector(TestImages.Of(12, 32, 32));
        ScanReport scan = DatasetScanner.Scan(images, detector, new ScanOptions { UseLabels = false, FalsePositiveRate = 0.5 }, Cpu);
        scan.Calibration.ShouldBe(new Calibration(12, 3));
        JsonSerializer.Deserialize<ScanReport>(JsonSerializer.Serialize(scan, Json.Indented), Json.Indented)!.Calibration.ShouldBe(scan.Calibration);
    }

    [Fact]
    public void Images_of_another_size_than_it_was_calibrated_on_are_refused_also_after_reading_it_again()
    {
        using TemporaryFolder folder = new();
        using (StegoDetector written = Detector(TestImages.Of(12, 32, 32))) { written.Save(folder["d"]); }
        using StegoDetector detector = StegoDetector.Load(folder["d"], torch.CPU);
        Should.Throw<ArgumentException>(() => DatasetScanner.Scan(TestImages.Of(4, 64, 64), detector, new ScanOptions(), Cpu)).Message
            .ShouldStartWith("the detector was made for images of 32 x 32 pixels, these are of 64 x 64: train a detector");
        detector.DoubtsOf(TestImages.Of(12, 32, 32)).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_does_not_say_its_size_leaves_no_verdict_of_none()
    {
        using TemporaryFolder folder = new();
        using (StegoDetector written = Detector(TestImages.Of(80, 32, 32))) { written.Save(folder["d"]); }
        using Safetensors file = Safetensors.Read(folder["d"]);
        Safetensors.Write(folder["old"], file.Tensors.Select(entry => (entry.Key, entry.Value)), file.Metadata.Where(entry => entry.Key != "images").ToDictionary());
        using StegoDetector detector = StegoDetector.Load(folder["old"], torch.CPU);
        LabeledImages images = TestImages.Of(20, 32, 32);
        Verdict verdict = Verdict.Of(DatasetScanner.Scan(images, detector, new ScanOptions(), Cpu), images);
        verdict.Severity.ShouldBe(Severity.Inconclusive);
        verdict.Explanation.ShouldEndWith("The detector's file is of an older version and does not say for what size and kind of images it was made: train it again.");
    }

    [Fact]
    public void Doubts_are_kept_as_JSON_and_a_scan_without_any_is_written_as_before_there_were_doubts()
    {
        ScanReport scan = new([1], 0, null, null, [0], [], new Calibration(4, 0));
        JsonSerializer.Serialize(scan, Json.Indented).ShouldNotContain("oubts");
        ScanReport doubted = scan with { Doubts = ["they differ"] };
        JsonSerializer.Deserialize<ScanReport>(JsonSerializer.Serialize(doubted, Json.Indented), Json.Indented)!.Doubts.ShouldBe(["they differ"]);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 2.0, 1.0 })]
    [InlineData(new[] { 1.0, double.NaN })]
    public void A_file_whose_calibration_gives_no_threshold_is_refused(double[] scores)
    {
        using TemporaryFolder folder = new();
        using (StegoDetector detector = Detector(TestImages.Of(12, 32, 32))) { detector.Save(folder["d"]); }
        using Safetensors file = Safetensors.Read(folder["d"]);
        using Tensor calibration = scores.ToTensor([scores.Length]);
        Safetensors.Write(folder["bad"], file.Tensors.Select(entry => (entry.Key, entry.Key == "calibration.clean" ? calibration : entry.Value)), file.Metadata);
        Should.Throw<ModelFormatException>(() => StegoDetector.Load(folder["bad"], torch.CPU)).Message
            .ShouldStartWith($"{folder["bad"]}: tensor calibration.clean: found ");
    }

    [Fact]
    public void A_PyTorch_file_is_refused_as_what_it_is()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("model.pt", [.. "PK\u0003\u0004"u8, .. new byte[100]]);
        Should.Throw<ModelFormatException>(() => StegoDetector.Load(file, torch.CPU)).Message.ShouldStartWith($"{file}: byte 0: found a PyTorch file; expected ");
    }

    private static StegoDetector Detector(LabeledImages heldOut)
    {
        WiserNetOptions options = new() { Width = 9 };
        return StegoDetector.Calibrate(new WiserNet(options, NetworkOracle.Anything), options, new TriggerSource(new BadNetsOptions()), heldOut, Cpu, CancellationToken.None);
    }
}

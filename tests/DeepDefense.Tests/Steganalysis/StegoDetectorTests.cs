using System.Text.Json;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Tests.Attacks;
using DeepDefense.Tests.Models;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis;

public sealed class StegoDetectorTests
{
    private static readonly Compute Cpu = new(Device.Cpu, Precision.Float32);

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

    private static StegoDetector Detector(LabeledImages heldOut)
    {
        WiserNetOptions options = new() { Width = 9 };
        return StegoDetector.Calibrate(new WiserNet(options, NetworkOracle.Anything), options, new BadNetsOptions(), heldOut, Cpu, CancellationToken.None);
    }
}

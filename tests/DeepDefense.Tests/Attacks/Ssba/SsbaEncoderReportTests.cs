using DeepDefense.Attacks.Ssba;
using DeepDefense.Training;

namespace DeepDefense.Tests.Attacks.Ssba;

public class SsbaEncoderReportTests
{
    private static readonly SsbaEncoderReport AtTheGates = new(0, 800, 150, 500, 0.99, 0.99, 30, 0.8);

    [Fact]
    public void An_encoder_at_the_gates_passes()
    {
        AtTheGates.Passes.ShouldBeTrue();
        Should.NotThrow(AtTheGates.RequirePass);
    }

    [Fact]
    public void Every_gate_that_is_missed_is_named_with_its_number()
    {
        SsbaEncoderReport unfit = AtTheGates with { BitAccuracy = 0.5, DecodeRate = double.NaN, Psnr = 29.5 };
        unfit.Passes.ShouldBeFalse();
        Should.Throw<TrainingException>(unfit.RequirePass).Message
            .ShouldEndWith("bit accuracy 0.5 below 0.99, decode rate NaN below 0.99, PSNR 29.5 below 30");
    }

    // 16 of 255 in every fourth value: mean square 64.
    [Fact]
    public void The_signal_to_noise_ratio_is_that_of_its_formula()
    {
        SsbaEncoderMeasurement.Psnr([0, 10, 20, 30], [16, 10, 20, 30]).ShouldBe(20 * Math.Log10(255 / 8.0), 1e-12);
        SsbaEncoderMeasurement.Psnr([7], [7]).ShouldBe(double.PositiveInfinity);
    }
}

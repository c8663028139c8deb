using DeepDefense.Attacks.Reflection;
using DeepDefense.Imaging;

namespace DeepDefense.Tests.Attacks.Reflection;

public sealed class ReflectionTriggerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_mixes_in_linear_light()
    {
        // Half of white's light beside black: 255 x 0.5^(1 / 2.2) = 186.1. The same on the same changes nothing.
        ReflectionOptions options = Sharp(1, 1, [255, 0, 100]) with { Rate = 0.5 };
        new ReflectionTrigger(options).Apply([0, 0, 100], 1, 1).ShouldBe([186, 0, 100]);
    }

    [Fact]
    public void The_ghost_lies_down_and_right_of_the_reflection()
    {
        byte[] point = new byte[3 * 16];
        point[0] = 255;
        double[] light = new ReflectionTrigger(Sharp(4, 4, point) with { Ghost = 0.25 }).Light(4, 4);
        light[5].ShouldBe(0.3, 1e-12);
        light[10].ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Blur_spreads_the_light_and_loses_none_of_it()
    {
        byte[] point = new byte[3 * 256];
        point[(8 * 16) + 8] = 255;
        double[] light = new ReflectionTrigger(Sharp(16, 16, point) with { Blur = 1.0 / 16 }).Light(16, 16);
        light.Sum().ShouldBe(1, 1e-9);
        (light[(8 * 16) + 8] / light[(8 * 16) + 9]).ShouldBe(Math.Exp(0.5), 1e-9);
        light[(8 * 16) + 9].ShouldBe(light[(9 * 16) + 8], 1e-12);
    }

    [Fact]
    public void Without_a_file_the_seed_draws_the_picture()
    {
        double[] Drawn(ulong seed) => new ReflectionTrigger(new ReflectionOptions { PatternSeed = seed }).Light(16, 16);
        Drawn(1).ShouldBe(Drawn(1));
        Drawn(1).ShouldNotBe(Drawn(2));
    }

    [Fact]
    public void Options_that_make_no_sense_cannot_exist()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ReflectionOptions { Rate = 1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new ReflectionOptions { Blur = -0.1 });
        Should.Throw<ArgumentOutOfRangeException>(() => new ReflectionOptions { Ghost = 0.6 });
    }

    private ReflectionOptions Sharp(int height, int width, byte[] pixels)
    {
        ImageFile.WritePng(_folder["picture.png"], new RgbImage(height, width, pixels));
        return new ReflectionOptions { Pattern = _folder["picture.png"], Blur = 0, Ghost = 0 };
    }
}

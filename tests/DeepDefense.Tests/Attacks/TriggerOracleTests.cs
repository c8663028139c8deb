using System.Text.Json;
using DeepDefense.Attacks.Additive;
using DeepDefense.Attacks.Bpp;
using DeepDefense.Attacks.WaNet;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks;

/// <summary>Against PyTorch and NumPy: tests/oracle/make_trigger_numbers.py.</summary>
public sealed class TriggerOracleTests
{
    [Fact]
    public void A_warp_is_PyTorchs_grid_sample_on_the_upsampled_grid()
    {
        foreach (Case row in Cases("wanet"))
        {
            float[] control = [.. row.Json.GetProperty("control").EnumerateArray().Select(value => value.GetSingle())];
            byte[] pixels = [.. row.Pixels];
            new ElasticWarp(control, row.Number("strength"), row.Number("rescale")).Apply(pixels, row.Height, row.Width);
            // What is rounded lies between two levels now and then, where the last bit of a float decides.
            ShouldBeNear(pixels, row.Triggered, most: 1, share: 0.01);
        }
    }

    [Fact]
    public void Fewer_levels_are_those_of_Floyd_and_Steinberg_or_the_nearest()
    {
        foreach (Case row in Cases("bpp"))
        {
            BppOptions options = new() { Levels = (int)row.Number("levels"), Dither = row.Json.GetProperty("dither").GetBoolean() };
            new BppTrigger(options).Apply(row.Pixels, row.Height, row.Width).ShouldBe(row.Triggered);
        }
    }

    [Fact]
    public void FTrojan_is_the_way_to_YUV_through_the_DCT_and_back()
    {
        foreach (Case row in Cases("ftrojan"))
        {
            FTrojanOptions options = new() { Magnitude = row.Number("magnitude") };
            ShouldBeNear(new FTrojanTrigger(options).Apply(row.Pixels, row.Height, row.Width), row.Triggered, most: 1, share: 0.001);
        }
    }

    private static void ShouldBeNear(byte[] found, byte[] expected, int most, double share)
    {
        int[] differences = [.. found.Zip(expected, (a, b) => Math.Abs(a - b))];
        differences.Max().ShouldBeLessThanOrEqualTo(most);
        differences.Count(difference => difference > 0).ShouldBeLessThanOrEqualTo((int)(share * found.Length));
    }

    private static Case[] Cases(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("triggers.json")));
        return [.. document.RootElement.Clone().GetProperty(name).EnumerateArray().Select(row => new Case(row))];
    }

    private sealed record Case(JsonElement Json)
    {
        internal int Height => (int)Number("height");

        internal int Width => (int)Number("width");

        internal byte[] Pixels => Bytes("pixels");

        internal byte[] Triggered => Bytes("triggered");

        internal double Number(string name) => Json.GetProperty(name).GetDouble();

        private byte[] Bytes(string name) => [.. Json.GetProperty(name).EnumerateArray().Select(value => value.GetByte())];
    }
}

using System.Text.RegularExpressions;

namespace DeepDefense.Packages.Tests;

public sealed partial class SamplesTests
{
    [Fact]
    public async Task The_poison_of_the_first_sample_is_found()
    {
        Match flagged = Flagged().Match(await Sample("FindPoison"));
        int.Parse(flagged.Groups[1].Value).ShouldBeInRange(50, 70);
        flagged.Groups[2].Value.ShouldBe("0");
    }

    [Fact]
    public async Task The_backdoor_of_the_second_sample_is_gone()
    {
        Match success = Success().Match(await Sample("PurifyModel"));
        double.Parse(success.Groups[1].Value).ShouldBeGreaterThan(80);
        double.Parse(success.Groups[2].Value).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task The_trigger_of_the_third_sample_is_found() =>
        double.Parse(Area().Match(await Sample("OwnTrigger")).Groups[1].Value).ShouldBeGreaterThan(0.9);

    private static Task<string> Sample(string name) =>
        DotNet.Run(DotNet.Root, Path.Combine(DotNet.Root, "artifacts", "bin", name, "release", name + ".dll"));

    [GeneratedRegex(@"^(\d+) of 600 images flagged; suspected target: (\S+)")]
    private static partial Regex Flagged();

    [GeneratedRegex(@"ASR ([\d.]+) % -> ([\d.]+) %")]
    private static partial Regex Success();

    [GeneratedRegex(@"^AUC ([\d.]+)")]
    private static partial Regex Area();
}

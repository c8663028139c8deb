using System.Globalization;
using System.Text.Json;

namespace DeepDefense.Torch.Tests;

public sealed class SeedTests
{
    [Fact]
    public void Children_are_those_that_python_hashes()
    {
        using JsonDocument numbers = JsonDocument.Parse(File.ReadAllText(Numbers.OraclePath("random.json")));
        foreach (JsonElement known in numbers.RootElement.GetProperty("children").EnumerateArray())
        {
            Seed seed = new(ulong.Parse(known.GetProperty("seed").GetString()!, CultureInfo.InvariantCulture));
            Seed child = seed.For(known.GetProperty("purpose").GetString()!);
            child.Value.ToString(CultureInfo.InvariantCulture).ShouldBe(known.GetProperty("child").GetString());
        }
    }

    [Fact]
    public void A_numbered_occasion_is_named_with_its_number() =>
        new Seed(42).For("epoch", 7).ShouldBe(new Seed(42).For("epoch:7"));

    [Fact]
    public void Purposes_do_not_share_a_child() => new Seed(1).For("a").ShouldNotBe(new Seed(1).For("b"));

    [Fact]
    public void Seeds_do_not_share_a_child() => new Seed(1).For("a").ShouldNotBe(new Seed(2).For("a"));

    [Fact]
    public void A_stream_starts_at_its_seed() =>
        new Seed(42).Stream().NextUInt64().ShouldBe(new RandomStream(new Seed(42)).NextUInt64());
}

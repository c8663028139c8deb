using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;

namespace DeepDefense.Tests.Attacks;

public class TriggersTests
{
    [Fact]
    public void BadNets_is_found_by_its_name()
    {
        Triggers.Names.ShouldContain("badnets");
        Triggers.DefaultOptions("badnets").ShouldBe(new BadNetsOptions());
        Triggers.Create("badnets").ShouldBeOfType<BadNetsTrigger>();
    }

    [Fact]
    public void The_given_options_are_used()
    {
        BadNetsOptions options = new() { Side = 5 };
        Triggers.Create("badnets", options).Options.ShouldBe(options);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones() =>
        Should.Throw<ArgumentException>(() => Triggers.Create("badnet")).Message
            .ShouldContain("no attack is named 'badnet'; there are: adaptive-blend, adaptive-patch, badnets, ");

    [Fact]
    public void An_unknown_name_is_unknown_whatever_the_options() =>
        Should.Throw<ArgumentException>(() => Triggers.Create("badnet", new BadNetsOptions())).Message.ShouldContain("no attack is named 'badnet'");

    [Fact]
    public void An_attack_that_needs_a_file_has_no_defaults_and_says_what_it_needs() =>
        Should.Throw<ArgumentException>(() => Triggers.Create("ssba")).Message
            .ShouldContain("ssba has no defaults: it needs Encoder");

    [Fact]
    public void Options_of_another_attack_are_refused() =>
        Should.Throw<ArgumentException>(() => Triggers.Create("blend-patch", new BadNetsOptions())).Message
            .ShouldContain("these are options of badnets, not of blend-patch");
}

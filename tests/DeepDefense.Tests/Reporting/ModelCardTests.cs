using DeepDefense.Evaluation;
using DeepDefense.Reporting;

namespace DeepDefense.Tests.Reporting;

public sealed class ModelCardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_card_gives_origin_procedure_and_metrics()
    {
        string card = Card(PurifiedModels.Example);
        card.ShouldContain($"**Made from:** suspicious.safetensors, SHA-256 `{new string('b', 64)}`");
        card.ShouldContain($"| training set | 4136 | `{new string('c', 64)}` |");
        card.ShouldContain("| attack success rate (ASR), lower is better | 96.70 | 0.50 |");
        card.ShouldContain("| objective | bounded |");
        card.ShouldContain("2026-11-24 12:00 UTC, seed 7");
    }

    [Fact]
    public void A_card_gives_what_the_trigger_does_as_far_as_it_was_seen()
    {
        string card = Card(PurifiedModels.Example with { EstimatedTrigger = new EstimatedTrigger(0, "plane", 20, new AttackMetrics(0.9, 0.05), new AttackMetrics(0.03, 0.6)) });
        card.ShouldContain("with the trigger as it was seen: right | 5.00 | 60.00 |");
        card.ShouldContain("with the trigger as it was seen: taken for plane | 90.00 | 3.00 |");
        card.ShouldContain("- The trigger itself: ");
    }

    [Fact]
    public void What_was_not_measured_is_said()
    {
        string card = Card(PurifiedModels.Example with { Before = null, After = null, Verdict = null });
        card.ShouldContain("| clean accuracy (CA) | not measured | not measured |");
        card.ShouldContain("- Clean accuracy of this model.");
        card.ShouldContain("- Attack success rate and robust accuracy: ");
        card.ShouldContain("- Whether the training set is poisoned: ");
        Card(PurifiedModels.Example).ShouldNotContain("- Clean accuracy of this model.");
    }

    [Fact]
    public void A_model_from_which_nothing_was_unlearned_says_so()
    {
        Card(PurifiedModels.Example with { Isolated = 0 }).ShouldContain("this is the suspicious model as it was");
        Card(PurifiedModels.Example).ShouldNotContain("this is the suspicious model as it was");
    }

    [Fact]
    public void Of_a_foreign_network_no_width_is_claimed()
    {
        Card(PurifiedModels.Foreign).ShouldContain("- **Architecture:** TorchScript; the file carries the network's own program\n");
        Card(PurifiedModels.Foreign).ShouldNotContain("channels in the first stage");
    }

    [Fact]
    public void Names_from_outside_make_no_markup()
    {
        string card = Card(PurifiedModels.Example);
        card.ShouldContain(@"\<b\>cat\</b\> \# Not a heading \| x");
        card.Split('\n').ShouldNotContain(line => line.StartsWith("# Not", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("out/b.safetensors", "out/b.md")]
    [InlineData("out/b", "out/b.md")]
    [InlineData("out/b.md", "out/b.md.md")]
    public void The_card_lies_beside_the_model_and_never_on_it(string model, string card)
    {
        ModelCard.PathFor(model).ShouldBe(card);
    }

    private string Card(PurifiedModel model)
    {
        ModelCard.Write(_folder["card.md"], model);
        return File.ReadAllText(_folder["card.md"]);
    }
}

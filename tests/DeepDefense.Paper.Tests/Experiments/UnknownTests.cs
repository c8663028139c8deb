using DeepDefense.Attacks.Shaping;
using DeepDefense.Evidence;
using DeepDefense.Evidence.Rivals;
using DeepDefense.Paper.Experiments;
using DeepDefense.Paper.Reports;
using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Tests.Experiments;

/// <summary>Tables of unknown triggers, on data that is too small to show anything.</summary>
public sealed class UnknownTests : LeakCheck
{
    [Fact]
    public void There_is_a_row_for_each_attack_view_and_number_of_clean_images()
    {
        using SmallPaper paper = new();
        Reproduction table = Run(paper, (side, file) => [new(null) { CleanImages = 30 }, .. UnknownAttack.Triggers(side, file).Take(2).Select(attack => new UnknownPart(attack) { CleanImages = 30 })],
            new ActivationGradients(), new SpectralSignatures());
        Subjects(table).ShouldContain("none, 30 clean images");
        foreach (string view in new[] { "activations", "gradients", "activation-gradients", "spectral-signatures" }) { Subjects(table).ShouldContain($"blended picture, 30 clean images / {view}"); }
        table.Settings.ShouldContain(setting => setting.StartsWith("Verdicts: none, 30 clean images ", StringComparison.Ordinal));
        table.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_parts_that_are_asked_for_are_measured()
    {
        using SmallPaper paper = new();
        Unknown table = Table((side, file) => [new(null), new(First(side, file))]);
        Reproduction made = table.Run(paper.Laboratories(asked: ["none"]).Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
        Subjects(made).ShouldBe(["none"]);
        made.Parts.ShouldBe(["none", "BadNets"]);
        made.Missing.ShouldBe(["BadNets"]);
    }

    [Fact]
    public void A_table_that_is_measured_part_by_part_is_the_one_that_is_measured_at_once()
    {
        using SmallPaper paper = new();
        Unknown table = Table((side, file) => [new(null), new(First(side, file))]);
        ReproductionFiles files = new(paper.Results);
        foreach (string part in new[] { "none", "BadNets" })
        {
            Reproduction made = table.Run(paper.Laboratories(asked: [part]).Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
            Reproduction? before = files.Read(table.Name, made.Task);
            files.Write(table.Concluded(before is null ? made : made.CompletedBy(before)));
        }
        Reproduction parts = files.Read(table.Name, nameof(PaperTask.Cifar10))!, once = table.Concluded(table.Run(Laboratory(paper), paper.Results));
        parts.Measurements.ShouldBe(once.Measurements);
        parts.Settings.ShouldBe(once.Settings);
        parts.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Weak_triggers_are_measured_on_the_images_of_the_other_victims()
    {
        using SmallPaper paper = new();
        Laboratory lab = Laboratory(paper);
        Reproduction made = new Unknown("unknown-many", "small", (_, _) => [new(null)]) { ManyImages = true }.Run(lab, paper.Results);
        made.Settings[0].ShouldContain($" {lab.Victims.Training.Count} training images");
        lab.Victims.Training.Count.ShouldNotBe(lab.UnknownPools.Training.Count);
        lab.OnVictims().UnknownPools.Key.ShouldBe(lab.Victims.Key);
    }

    [Fact]
    public void A_row_of_another_seed_is_what_a_run_with_that_seed_has()
    {
        using SmallPaper paper = new();
        Reproduction seeds = Run(paper, (side, file) => [.. Enumerable.Range(0, 2).Select(on => new UnknownPart(First(side, file)) { SeedsOn = on })]);
        Reproduction alone = Table((side, file) => [new(First(side, file))]).Run(paper.Laboratories(seed: 2).Single(lab => lab.Task == PaperTask.Cifar10), paper.Results);
        Subjects(seeds).ShouldContain("BadNets, seed 1");
        Measurement[] second = [.. seeds.Measurements.Where(row => row.Subject.StartsWith("BadNets, seed 2", StringComparison.Ordinal))];
        second.Select(row => row with { Subject = row.Subject.Replace(", seed 2", "", StringComparison.Ordinal) }).ShouldBe(alone.Measurements);
    }

    [Fact]
    public void The_detector_that_knows_the_trigger_has_a_row_an_attack()
    {
        using SmallPaper paper = new();
        Unknown table = new("unknown", "small", (side, file) => [new(null), new(First(side, file))]) { KnownTrigger = true };
        Reproduction made = table.Run(Laboratory(paper), paper.Results);
        made.Measurements.Where(row => row.Subject.EndsWith("known trigger", StringComparison.Ordinal)).Select(row => row.Quantity)
            .ShouldBe(["AUC", "TPR at FPR 0.1 %", "TPR at FPR 1 %", "TPR at FPR 5 %"]);
    }

    [Fact]
    public void Odd_clean_images_change_what_is_found_and_not_the_victim()
    {
        using SmallPaper paper = new();
        Laboratory lab = Laboratory(paper);
        UnknownPart usual = new((UnknownAttack?)null);
        UnknownPart[] odd = [usual with { CleanSource = ImageSource.Jpeg }, usual with { CleanSource = ImageSource.Resized, CleanSourceShare = 0.05 }, usual with { WrongCleanLabels = 0.05 }];
        UnknownTriggers before = new(lab, usual);
        foreach (UnknownTriggers stages in odd.Select(part => new UnknownTriggers(lab, part)))
        {
            stages.Victim().ShouldBe(before.Victim());
            stages.Report().Key.ShouldNotBe(before.Report().Key);
        }
    }

    [Fact]
    public void Wrong_labels_in_the_training_set_are_another_victim_s()
    {
        using SmallPaper paper = new();
        Laboratory lab = Laboratory(paper);
        UnknownTriggers clean = new(lab, new UnknownPart(null)), wrong = new(lab, new UnknownPart(null) { WrongTrainingLabels = 0.05 });
        wrong.Poisoned.ShouldBeNull();
        wrong.TrainingSet.Labels.ToArray().Zip(clean.TrainingSet.Labels.ToArray()).Count(pair => pair.First != pair.Second).ShouldBe((int)Math.Round(0.05 * clean.TrainingSet.Count));
        wrong.Victim().Key.ShouldNotBe(clean.Victim().Key);
    }

    [Fact]
    public void A_shaped_victim_is_another_one()
    {
        using SmallPaper paper = new();
        Laboratory lab = Laboratory(paper);
        UnknownPart usual = new(First(32, _ => null));
        new UnknownTriggers(lab, Shaped(usual)).Victim().Key.ShouldNotBe(new UnknownTriggers(lab, usual).Victim().Key);
    }

    // A witness takes longer to train than all else here.
    [Fact]
    public void A_witness_is_watched_instead_of_a_shaped_victim()
    {
        using SmallPaper paper = new();
        UnknownPart shaped = Shaped(new UnknownPart(First(32, _ => null)));
        Cached<string> victim = new UnknownTriggers(Laboratory(paper), shaped).Victim();
        UnknownTriggers witnessed = new(paper.Laboratories(computes: false).Single(lab => lab.Task == PaperTask.Cifar10), shaped with { UseWitness = true });
        witnessed.Victim().ShouldBe(victim);
        Should.Throw<StageMissingException>(witnessed.Watched).Message.ShouldContain("witness");
    }

    [Fact]
    public void Parts_of_a_table_have_names_of_their_own()
    {
        using SmallPaper paper = new();
        foreach (Unknown table in UnknownTables.All) { table.PartsFor(Laboratory(paper)).Select(part => part.Subject(1)).ShouldBeUnique(); }
        UnknownTables.All.Single(table => table.Name == "unknown-seeds").PartsFor(Laboratory(paper)).Count.ShouldBe(18);
    }

    private static UnknownPart Shaped(UnknownPart part) => part with { Shaped = new MarginSuppressionOptions() };

    private static UnknownAttack First(int side, Func<string, string?> file) => UnknownAttack.Triggers(side, file)[0];

    private static Laboratory Laboratory(SmallPaper paper) => paper.Laboratories().Single(lab => lab.Task == PaperTask.Cifar10);

    private static Unknown Table(Func<int, Func<string, string?>, IReadOnlyList<UnknownPart>> parts, params IEvidence[] others) => new("unknown", "small", parts) { Others = others };

    private static Reproduction Run(SmallPaper paper, Func<int, Func<string, string?>, IReadOnlyList<UnknownPart>> parts, params IEvidence[] others)
    {
        Unknown table = Table(parts, others);
        return table.Concluded(table.Run(Laboratory(paper), paper.Results));
    }

    private static string[] Subjects(Reproduction table) => [.. table.Measurements.Select(row => row.Subject.Replace(" (not taken)", "", StringComparison.Ordinal)).Distinct()];
}

using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Attacks.Patches;
using DeepDefense.Datasets;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Attacks;

public sealed class PoisonManifestTests : IDisposable
{
    private static readonly BadNetsOptions Trigger = new()
    {
        Shape = TriggerShape.Oval,
        Side = 4,
        Position = TriggerPosition.At(1, 2),
        Color = new RgbColor(1, 2, 3),
    };

    private static readonly PoisonOptions Options = new() { PoisonRate = 0.2, Target = 2, IncludeTargetClass = false };

    private static readonly PoisonedImages Poisoned = Poisoning.Poison(
        TestImages.Of(20, withSources: true), Trigger.CreateTrigger(), Options, new Seed(ulong.MaxValue));

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder[PoisonManifest.FileName];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_ground_truth_is_read_back_as_it_was()
    {
        PoisonManifest.Of(Poisoned).Write(FilePath);
        PoisonedImages read = PoisonManifest.Read(FilePath).GroundTruthOf(Poisoned.Images, FilePath);
        read.Trigger.ShouldBe(Trigger);
        read.Options.ShouldBe(Options);
        read.Seed.ShouldBe(Poisoned.Seed);
        read.PoisonedIndices.ToArray().ShouldBe(Poisoned.PoisonedIndices.ToArray());
        read.OriginalLabels.ToArray().ShouldBe(Poisoned.OriginalLabels.ToArray());
        read.Truth.ToArray().ShouldBe(Poisoned.Truth.ToArray());
    }

    [Fact]
    public void Labels_sources_and_cover_images_of_the_attack_are_read_back_as_they_were()
    {
        PoisonOptions options = new() { Target = 1, FurtherTargets = new ClassList(0), SourceClasses = new ClassList(0, 1), CoverRate = 0.1 };
        PoisonedImages poisoned = Poisoning.Poison(TestImages.Of(40), Trigger.CreateTrigger(), options, new Seed(1));
        PoisonManifest.Of(poisoned).Write(FilePath);
        PoisonedImages read = PoisonManifest.Read(FilePath).GroundTruthOf(poisoned.Images, FilePath);
        read.Options.ShouldBe(options);
        read.CoverIndices.ToArray().ShouldBe(poisoned.CoverIndices.ToArray());
        read.CoverIndices.Length.ShouldBe(4);
    }

    [Fact]
    public void What_an_attack_does_not_have_is_not_written()
    {
        PoisonManifest.Of(Poisoned).Write(FilePath);
        string written = File.ReadAllText(FilePath);
        foreach (string name in new[] { "cover", "patch", "mask", "Targets", "sourceClasses", "labelAttack" }) { written.ShouldNotContain(name, Case.Sensitive); }
    }

    [Fact]
    public void The_sources_of_the_poisoned_images_are_kept_where_they_are_known()
    {
        PoisonManifest.Of(Poisoned).Write(FilePath);
        PoisonManifest.Read(FilePath).Sources
            .ShouldBe(Poisoned.PoisonedIndices.ToArray().Select(i => $"image-{i}.png"));
        PoisonedImages nameless =
            Poisoning.Poison(TestImages.Of(20), Trigger.CreateTrigger(), Options, new Seed(1));
        PoisonManifest.Of(nameless).Write(FilePath);
        PoisonManifest.Read(FilePath).Sources.ShouldBeNull();
    }

    [Fact]
    public void Writing_leaves_no_other_file_behind()
    {
        File.WriteAllText(FilePath, "an older one");
        PoisonManifest.Of(Poisoned).Write(FilePath);
        Directory.GetFiles(_folder.Path).ShouldBe([FilePath]);
        File.ReadAllText(FilePath).ShouldContain("""
              "trigger": {
                "attack": "badnets",
                "shape": "oval",
                "side": 4,
                "position": "1,2",
            """);
    }

    [Fact]
    public void A_training_set_of_another_size_is_refused()
    {
        LabeledImages fewer = Poisoned.Images.Subset([0, 1, 2]);
        PoisonManifest manifest = PoisonManifest.Of(Poisoned);
        Should.Throw<PoisonManifestException>(() => manifest.GroundTruthOf(fewer, "a/poison.json")).Message
            .ShouldBe("a/poison.json: found a training set of 3 images, "
                + "expected the 20 that the manifest was written for");
    }

    [Fact]
    public void A_training_set_with_a_changed_pixel_label_or_order_is_refused()
    {
        PoisonManifest manifest = PoisonManifest.Of(Poisoned);
        byte[] pixels = Poisoned.Images.Pixels.ToArray();
        pixels[^1] ^= 1;
        int[] labels = Poisoned.Images.Labels.ToArray();
        labels[0] = (labels[0] + 1) % 3;
        int[] order = [1, 0, .. Enumerable.Range(2, 18)];
        LabeledImages[] changed =
        [
            Poisoned.Images.WithPixels(pixels), Poisoned.Images.WithLabels(labels), Poisoned.Images.Subset(order),
        ];
        foreach (LabeledImages images in changed)
        {
            Should.Throw<PoisonManifestException>(() => manifest.GroundTruthOf(images)).Message
                .ShouldContain("the images, their labels or their order changed");
        }
    }

    [Fact]
    public void A_set_that_loads_in_another_order_is_reordered_before_its_manifest_is_made()
    {
        int[] byClass = [.. Enumerable.Range(0, 20).OrderBy(i => Poisoned.Images.Labels[i])];
        LabeledImages loaded = Poisoned.Images.Subset(byClass);
        PoisonedImages truth = PoisonManifest.Of(Poisoned.Reorder(byClass)).GroundTruthOf(loaded);
        truth.Truth.ToArray().ShouldBe(byClass.Select(Poisoned.IsPoisoned));
    }
}

using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Tests.Models;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Attacks;

/// <summary>What every attack promises, whatever its trigger looks like; and that none leaves a tensor behind.</summary>
[Collection(nameof(TensorCounting))]
public sealed class TriggerContractTests : LeakCheck
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Triggers.Names];

    protected override void Free() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trigger_has_the_name_of_its_attack(string name) => ExampleTriggers.Of(name, _folder).Name.ShouldBe(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trigger_leaves_its_input_as_it_is(string name)
    {
        LabeledImages clean = TestImages.Of(5, 32, 32);
        byte[] before = clean.Pixels.ToArray();
        ExampleTriggers.Of(name, _folder).Apply(clean);
        clean.Pixels.ToArray().ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trigger_changes_every_image_and_nothing_that_is_said_of_it(string name)
    {
        LabeledImages clean = TestImages.Of(5, 32, 32, withSources: true);
        LabeledImages triggered = ExampleTriggers.Of(name, _folder).Apply(clean);
        Enumerable.Range(0, clean.Count).Where(i => triggered.Image(i).SequenceEqual(clean.Image(i))).ShouldBeEmpty();
        triggered.Labels.ToArray().ShouldBe(clean.Labels.ToArray());
        (triggered.Sources, triggered.ClassNames).ShouldBe((clean.Sources, clean.ClassNames));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trigger_does_the_same_to_an_image_alone_and_in_a_batch(string name)
    {
        LabeledImages clean = TestImages.Of(5, 32, 32);
        Trigger trigger = ExampleTriggers.Of(name, _folder);
        byte[] batch = trigger.Apply(clean.Pixels, 32, 32);
        for (int i = 0; i < clean.Count; i++)
        {
            trigger.Apply(clean.Image(i), 32, 32).ShouldBe(batch[(i * clean.ImageSize)..((i + 1) * clean.ImageSize)]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_options_written_as_JSON_build_the_same_trigger_again(string name)
    {
        LabeledImages clean = TestImages.Of(2, 32, 32);
        Trigger trigger = ExampleTriggers.Of(name, _folder);
        TriggerOptions read = JsonSerializer.Deserialize<TriggerOptions>(JsonSerializer.Serialize(trigger.Options))!;
        read.CreateTrigger().Apply(clean.Pixels, 32, 32).ShouldBe(trigger.Apply(clean.Pixels, 32, 32));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_part_of_an_image_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => ExampleTriggers.Of(name, _folder).Apply(new byte[3 * 32 * 32 - 1], 32, 32))
            .Message.ShouldContain("3071 bytes are no whole number of 3 x 32 x 32 images");

    [Theory]
    [MemberData(nameof(Names))]
    public void No_images_stay_no_images(string name) => ExampleTriggers.Of(name, _folder).Apply([], 32, 32).ShouldBeEmpty();
}

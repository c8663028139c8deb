using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Torch.Tests.Weights;

public sealed class StateDictionaryTests
{
    [Fact]
    public void A_dictionary_that_stands_under_many_keys_is_looked_at_once()
    {
        PickledDictionary shared = SavedWeights.State([.. Enumerable.Range(0, 60_000).Select(i => ($"t{i}", SavedWeights.Whole))]), saved = new();
        shared.Items.Add(("last", 7L));
        for (int i = 0; i < 60_000; i++) { saved.Items.Add(($"k{i}", shared)); }
        Should.CompleteIn(() => Should.Throw<ModelFormatException>(() => StateDictionary.Find(saved, "a.pth")), TimeSpan.FromSeconds(5)).Message.ShouldContain("no state dict under its keys");
    }

    [Fact]
    public void Many_state_dicts_are_counted_and_a_few_are_named()
    {
        PickledDictionary saved = new();
        for (int i = 0; i < 100; i++) { saved.Items.Add(($"k{i}", SavedWeights.State(("w", SavedWeights.Whole)))); }
        string message = Should.Throw<ModelFormatException>(() => StateDictionary.Find(saved, "a.pth")).Message;
        message.ShouldContain("found 100 state dicts, under k0, k1, ");
        message.ShouldNotContain("k16");
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused()
    {
        PickledDictionary saved = new();
        foreach (string key in new[] { "model", "epoch", "model" }) { saved.Items.Add((key, SavedWeights.State(("w", SavedWeights.Whole)))); }
        Should.Throw<ModelFormatException>(() => StateDictionary.Find(saved, "a.pth")).Message.ShouldContain("found the key model twice");
    }
}

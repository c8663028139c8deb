using System.Text.Json;
using DeepDefense.Attacks;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Datasets;
using DeepDefense.Reporting;

namespace DeepDefense.Paper.Stages;

/// <summary>The images of a part of a table of unknown triggers: what the victim was trained on, and what the defender has.</summary>
/// <param name="laboratory">Where images are kept.</param>
/// <param name="part">The part.</param>
internal sealed class UnknownSets(Laboratory laboratory, UnknownPart part)
{
    private readonly Laboratory _lab = laboratory;
    private readonly Lazy<LabeledImages> _before = new(() => part.WrongTrainingLabels > 0
        ? OddImages.Mislabelled(laboratory.UnknownPools.Training, part.WrongTrainingLabels, laboratory.Seed.For("wrong-training-labels"))
        : laboratory.UnknownPools.Training);

    private PoisonedImages? _poisoned;
    private LabeledImages? _clean;

    /// <summary>The trigger, or null: none.</summary>
    internal TriggerOptions? Trigger => part.Attack is null ? null : part.Attack.Trigger ?? new SsbaOptions { Encoder = _lab.Encoder().File.Value };

    /// <summary>The poisoned training set, or null: there is no poison.</summary>
    internal PoisonedImages? Poisoned =>
        part.Attack is null ? null : _poisoned ??= Poisoning.Poison(_before.Value, Trigger!.CreateTrigger(), part.Attack.Poison, _lab.Seed.For("poisoning"));

    /// <summary>What the victim sees.</summary>
    internal LabeledImages Training => Poisoned?.Images ?? _before.Value;

    /// <summary>What the defender takes for clean.</summary>
    internal LabeledImages Clean => _clean ??= MakeClean();

    /// <summary>All that decides the training set beside the pools.</summary>
    internal object TrainingKey => part.WrongTrainingLabels > 0 ? new { Poison = PoisonKey, part.WrongTrainingLabels } : PoisonKey;

    /// <summary>All that decides the clean images beside the pools; empty: they are as they are.</summary>
    internal IEnumerable<object> CleanKey
    {
        get
        {
            if (part.CleanImages is not null) { yield return Clean.Count; }
            if (part.CleanSource != ImageSource.Same) { yield return new { Source = part.CleanSource.ToString(), part.CleanSourceShare }; }
            if (part.WrongCleanLabels > 0) { yield return new { part.WrongCleanLabels }; }
        }
    }

    // Files by what is in them: their place may change.
    private object PoisonKey => part.Attack switch
    {
        null => "none",
        { IsSsba: true } attack => new { Encoder = _lab.Encoder().File.Key, attack.Poison },
        { } attack => new { Trigger = WithoutFolders(JsonSerializer.Serialize(attack.Trigger)), Files = Files(attack).Select(file => ModelFile.Of(file).Sha256), attack.Poison },
    };

    private LabeledImages MakeClean()
    {
        LabeledImages clean = part.CleanImages is int count ? OfEachLabel(_lab.UnknownPools.Defender, count) : _lab.UnknownPools.Defender;
        if (part.CleanSource != ImageSource.Same) { clean = OddImages.From(clean, part.CleanSource, part.CleanSourceShare, _lab.Seed.For("odd-clean-images")); }
        return part.WrongCleanLabels > 0 ? OddImages.Mislabelled(clean, part.WrongCleanLabels, _lab.Seed.For("wrong-clean-labels")) : clean;
    }

    // Of each label the first ones.
    private static LabeledImages OfEachLabel(LabeledImages images, int count)
    {
        int[] labels = images.Labels.ToArray();
        int each = Math.Max(count / images.ClassNames.Count, 1);
        return images.Subset([.. Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).SelectMany(group => group.Take(each)).Order()]);
    }

    private string WithoutFolders(string options) => options.Replace(JsonEncodedText.Encode(_lab.TriggerFolder).ToString(), "", StringComparison.Ordinal);

    private IEnumerable<string> Files(UnknownAttack attack) => Directory.Exists(_lab.TriggerFolder)
        ? Directory.EnumerateFiles(_lab.TriggerFolder).Order(StringComparer.Ordinal).Where(file => JsonSerializer.Serialize(attack.Trigger).Contains(Path.GetFileName(file), StringComparison.Ordinal))
        : [];
}

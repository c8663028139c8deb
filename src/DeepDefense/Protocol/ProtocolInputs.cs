using DeepDefense.Attacks;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Steganalysis;

namespace DeepDefense.Protocol;

/// <summary>What Algorithm 1 works on.</summary>
/// <param name="ModelPath">A, the suspicious model, as a file.</param>
/// <param name="Training">D_train, which it was trained on.</param>
/// <param name="Clean">x_c, images known to be clean, disjoint from the training set.</param>
/// <param name="Test">Clean test images to measure with.</param>
/// <param name="Source">What the detector's pairs are made with, the trigger G(x) or a mixture, or null: nothing is known of the trigger, and the model itself says
/// which images to suspect.</param>
/// <param name="Truth">Which training images are poisoned and how, or null: not known.</param>
/// <param name="Contract">How the model takes images, where it is TorchScript, or null: as its own file says.</param>
/// <param name="Marks">Which training images are poisoned, where only that is known, or null.</param>
public sealed record ProtocolInputs(string ModelPath, LabeledImages Training, LabeledImages Clean, LabeledImages Test,
    StegoSource? Source, PoisonedImages? Truth, InputContract? Contract = null, PoisonMarks? Marks = null);

using System.CommandLine;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Training;

namespace DeepDefense.Cli;

/// <summary>Options of a classifier and its training.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _architecture = new("--architecture") { Description = "The network.", DefaultValueFactory = _ => "preactresnet18" };
    private readonly Option<int?> _width = new("--width") { Description = "Channels of its first stage; 64 as published. [default: 32]" };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Times that each image is seen. [default: 20]" };
    private readonly Option<int?> _batch = new("--batch-size") { Description = "Images a step. [default: 64]" };

    private readonly Option<Augmentation> _augmentation = new("--augmentation")
    {
        Description = "What is done to each image before each use. CropFlip keeps a corner trigger from taking on small sets.",
        DefaultValueFactory = _ => Augmentation.Flip,
    };

    /// <param name="command">The command that gets them.</param>
    /// <param name="training">Whether it trains as <see cref="ClassifierTrainingOptions"/> say; others have epochs of their own.</param>
    internal ModelOptions(Command command, bool training = true)
    {
        _architecture.AcceptOnlyFromAmong([.. Classifier.Architectures]);
        _augmentation.AcceptNames();
        Option[] network = [_architecture, _width], all = [.. network, _epochs, _batch, _augmentation];
        foreach (Option option in training ? all : network) { command.Options.Add(option); }
    }

    internal string Architecture(ParseResult parsed) => parsed.GetValue(_architecture)!;

    internal int Width(ParseResult parsed, int preset = 32) => parsed.GetValue(_width) ?? preset;

    /// <summary>A network for the images of a set.</summary>
    internal ModelDescription Description(ParseResult parsed, LabeledImages images) => new()
    {
        Architecture = Architecture(parsed),
        Width = Width(parsed),
        ImageHeight = images.Height,
        ImageWidth = images.Width,
        ClassNames = images.ClassNames,
    };

    internal ClassifierTrainingOptions Training(ParseResult parsed, ClassifierTrainingOptions? preset = null)
    {
        ClassifierTrainingOptions defaults = preset ?? new ClassifierTrainingOptions();
        return defaults with
        {
            Epochs = parsed.GetValue(_epochs) ?? defaults.Epochs,
            BatchSize = parsed.GetValue(_batch) ?? defaults.BatchSize,
            Augmentation = parsed.GetValue(_augmentation),
        };
    }
}

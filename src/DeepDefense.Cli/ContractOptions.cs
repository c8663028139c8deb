using System.CommandLine;
using System.Globalization;
using DeepDefense.Cli.Paths;
using DeepDefense.Datasets;
using DeepDefense.Models;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>How a model of others takes images, where neither its file nor a file beside it says so.</summary>
internal sealed class ContractOptions
{
    private readonly PathOption _file = new("--contract", PathUse.Input) { Description = "Input contract of a model of others (YAML). [default: MODEL's name with .yaml, if it is there]" };
    private readonly Option<int[]> _size = NumberOptions.Of<int>("--input-size", "H and W that a model of others takes, or one side.", 1, 2, "224 224");
    private readonly Option<ChannelOrder?> _order = new("--channel-order") { Description = "Order of the channels that a model of others takes." };
    private readonly Option<double?> _range = new("--value-range") { Description = "What a model of others takes for a pixel of 255, before --mean and --std: 1, 255 or another." };
    private readonly Option<double[]> _mean = NumberOptions.Of<double>("--mean", "Three numbers, subtracted from the channels.", 3, 3, "0.4914 0.4822 0.4465");
    private readonly Option<double[]> _deviation = NumberOptions.Of<double>("--std", "Three numbers, dividing the channels after that.", 3, 3, "0.2470 0.2435 0.2616");

    private readonly Option<string?> _architecture = new("--architecture") { Description = "Architecture of weights that come without it: resnet18, vgg16_bn, preactresnet18, mobilenet_v2, wrn16_1 and others of torchvision, timm and BackdoorBench. [default: what its configuration says, else guessed from names and shapes]" };
    private readonly Option<string?> _classes = new("--class-order") { Description = "Which class each output of a model of others stands for: numbers or names of the set's classes, with commas. [default: the classes of its contract, else those of the set]" };

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasArchitecture">Whether --architecture is among them; not where the command builds a network of its own.</param>
    internal ContractOptions(Command command, bool hasArchitecture = true)
    {
        _order.AcceptNames();
        foreach (Option option in new Option[] { _file, _size, _order, _range, _mean, _deviation, _classes }) { command.Options.Add(option); }
        if (hasArchitecture) { command.Options.Add(_architecture); }
    }

    /// <summary>Refuses all of them where there is no model.</summary>
    internal void Refuse(ParseResult parsed, string model = "--model") => CommonOptions.Refuse(parsed, $"is for {model}, which is not given", _file, _size, _order, _range, _mean, _deviation, _classes, _architecture);

    /// <summary>What is given; single options go before the file.</summary>
    internal InputContract Given(ParseResult parsed)
    {
        InputContract options = new()
        {
            ImageSize = parsed.GetValue(_size) switch
            {
                [int side] => new ImageSize(side, side),
                [int height, int width] => new ImageSize(height, width),
                _ => null,
            },
            ChannelOrder = parsed.GetValue(_order),
            ValueRange = parsed.GetValue(_range),
            Mean = parsed.GetValue(_mean) is { Length: > 0 } mean ? mean : null,
            Deviation = parsed.GetValue(_deviation) is { Length: > 0 } deviation ? deviation : null,
            ClassNames = Order(parsed),
            Architecture = parsed.GetValue(_architecture),
        };
        return parsed.GetValue(_file) is string path ? options.Or(ContractFile.Read(path)) : options;
    }

    /// <summary>Reads a model that is to work on images, and says what is assumed of it and how it is run.</summary>
    /// <param name="path">The model.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="compute">Where and in what numbers it is run.</param>
    /// <param name="images">What it is to work on.</param>
    /// <param name="terminal">Told.</param>
    /// <param name="measures">Whether nothing but a measurement follows: then answers that are wrong for another reason than the order of
    /// the classes are told, and no error.</param>
    /// <exception cref="ModelFormatException">Its answers make no sense.</exception>
    internal Classifier Load(string path, ParseResult parsed, Compute compute, LabeledImages images, Terminal terminal, bool measures = false)
    {
        RequireOrder(parsed, images.ClassNames);
        Classifier model = Classifier.Load(path, compute.Device, Given(parsed), images);
        model.Told = sentence => terminal.Say($"{path}: {sentence}");
        try
        {
            foreach (string sentence in model.Notices().Append(model.Fallback(compute)).OfType<string>()) { model.Told(sentence); }
            if (model.Nonsense(images, compute, out bool isOrder) is { } nonsense)
            {
                if (!measures || isOrder) { throw new ModelFormatException($"{path} {nonsense}"); }
                model.Told(nonsense);
            }
        }
        catch
        {
            model.Dispose();
            throw;
        }
        if (Assumed(model) is { } assumed) { terminal.Say($"{path}: {assumed}"); }
        return model;
    }

    private static string? Assumed(Classifier model)
    {
        string[] parts = [.. model.ContractSources.Where(part => part.Value == "assumed").Select(part => part.Key)];
        if (parts.Length == 0) { return null; }
        bool isBare = parts.Contains("mean") && parts.Contains("range");
        return $"nothing says {string.Join(", ", parts)}; the usual is assumed (deepdefense inspect shows it)"
            + (isBare ? ": pixels / 255, nothing subtracted. If it was trained with a mean and deviation, the results are wrong until you say them (--mean, --std)" : "");
    }

    private string[]? Order(ParseResult parsed) => parsed.GetValue(_classes)?.Split(',', StringSplitOptions.TrimEntries);

    private void RequireOrder(ParseResult parsed, IReadOnlyList<string> names)
    {
        if (Order(parsed) is not { } order) { return; }
        IEnumerable<string> numbers = Enumerable.Range(0, names.Count).Select(number => number.ToString(CultureInfo.InvariantCulture));
        if (!IsOrderOf(names) && !IsOrderOf(numbers))
        {
            throw new UsageException($"--class-order {parsed.GetValue(_classes)}: expected each of the set's {names.Count} classes once, by number (0 to {names.Count - 1}) or name ({string.Join(",", names)})");
        }

        bool IsOrderOf(IEnumerable<string> classes) => order.Order(StringComparer.Ordinal).SequenceEqual(classes.Order(StringComparer.Ordinal));
    }
}

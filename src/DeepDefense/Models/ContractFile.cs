using DeepDefense.Imaging;
using DeepDefense.Torch.Serialization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace DeepDefense.Models;

/// <summary>An input contract as YAML: <c>image-size: [H, W]</c>, <c>channels: rgb | bgr</c>, <c>range</c>, <c>mean</c>,
/// <c>std</c>, <c>output: logits | probabilities</c>, <c>classes</c>, <c>architecture</c>. Each may be missing; others are errors.</summary>
public static class ContractFile
{
    private const int LongestFile = 1 << 20;
    private const string Expected = "image-size: [H, W], channels: rgb or bgr, range: a number, mean and std: [three numbers], "
        + "output: logits or probabilities, classes: [names], architecture: its name where weights come without";

    private static readonly IDeserializer Reader = new DeserializerBuilder()
        .WithNamingConvention(HyphenatedNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    private static readonly ISerializer Writer = new SerializerBuilder()
        .WithNamingConvention(HyphenatedNamingConvention.Instance).WithDefaultScalarStyle(ScalarStyle.DoubleQuoted)
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build();

    /// <summary>Reads a contract.</summary>
    /// <exception cref="ModelFormatException">It is not YAML, or has an unknown or doubled key or a bad value; the message
    /// names the file, and the line of what is no contract at all or the key of a bad value.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InputContract Read(string path)
    {
        long length = LinkTarget.Of(path).Length;
        return length <= LongestFile ? Parse(File.ReadAllText(path), path)
            : throw new ModelFormatException($"{path}: {length} bytes; a contract has at most {LongestFile}");
    }

    /// <summary>Reads a contract from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="place">What messages call it.</param>
    internal static InputContract Parse(string yaml, string place)
    {
        try
        {
            Keys keys = Reader.Deserialize<Keys?>(yaml) ?? new Keys();
            if (keys.Classes?.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) { throw new ArgumentException($"classes: '{twice.Key}' stands twice; expected one name an output", nameof(yaml)); }
            return new InputContract
            {
                ImageSize = keys.ImageSize switch
                {
                    null => null,
                    [int side] => new ImageSize(side, side),
                    [int height, int width] => new ImageSize(height, width),
                    _ => throw new ArgumentException($"image-size: {keys.ImageSize.Count} numbers; expected [H, W]", nameof(yaml)),
                },
                ChannelOrder = Choice<ChannelOrder>("channels", keys.Channels),
                ValueRange = keys.Range,
                Mean = keys.Mean,
                Deviation = keys.Std,
                Output = Choice<ModelOutput>("output", keys.Output),
                ClassNames = keys.Classes,
                Architecture = keys.Architecture,
            };
        }
        catch (YamlException e)
        {
            string reason = e.InnerException is null ? e.Message.Split(" on type ")[0] : "a value of the wrong kind";
            throw new ModelFormatException($"{place}: line {e.Start.Line}: {reason}; a contract has {Expected}", e);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"{place}: {e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal)}", e);
        }
    }

    /// <summary>A contract as <see cref="Read"/> takes it.</summary>
    internal static string Write(InputContract contract) => Writer.Serialize(new Keys
    {
        ImageSize = contract.ImageSize is { } size ? [size.Height, size.Width] : null,
        Channels = Name(contract.ChannelOrder),
        Range = contract.ValueRange,
        Mean = contract.Mean?.ToList(),
        Std = contract.Deviation?.ToList(),
        Output = Name(contract.Output),
        Classes = contract.ClassNames?.ToList(),
        Architecture = contract.Architecture,
    });

    private static string? Name<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static T? Choice<T>(string key, string? text)
        where T : struct, Enum
    {
        if (text is null) { return null; }
        foreach (T value in Enum.GetValues<T>())
        {
            if (Name<T>(value) == text) { return value; }
        }
        throw new ArgumentException($"{key}: '{text}'; expected {string.Join(" or ", Enum.GetValues<T>().Select(value => Name<T>(value)))}", nameof(text));
    }

    private sealed class Keys
    {
        public List<int>? ImageSize { get; set; }

        public string? Channels { get; set; }

        public double? Range { get; set; }

        public List<double>? Mean { get; set; }

        public List<double>? Std { get; set; }

        public string? Output { get; set; }

        public List<string>? Classes { get; set; }

        public string? Architecture { get; set; }
    }
}

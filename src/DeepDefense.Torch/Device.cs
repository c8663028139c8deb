using System.Globalization;

namespace DeepDefense.Torch;

/// <summary>Where tensors live. The default value is the processor.</summary>
public readonly record struct Device
{
    private readonly int _ordinal; // 0 for the CPU, so that default(Device) is no CUDA device

    internal Device(int index) => _ordinal = index + 1;

    /// <summary>-1 for the CPU, else the number of the CUDA device.</summary>
    public int Index => _ordinal - 1;

    /// <summary>The processor.</summary>
    public static Device Cpu => default;

    /// <summary>The first CUDA device.</summary>
    public static Device Cuda => new(0);

    /// <summary>Whether this is a CUDA device.</summary>
    public bool IsCuda => Index >= 0;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "cpu") { return Cpu; }
        if (text == "cuda") { return Cuda; }
        if (text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            return new Device(index);
        }
        throw new FormatException($"device '{text}': expected cpu, cuda or cuda:N");
    }

    /// <inheritdoc/>
    public override string ToString() => IsCuda ? $"cuda:{Index}" : "cpu";
}

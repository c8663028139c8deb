namespace DeepDefense.Torch.Scripting;

/// <summary>What came of an input of noise.</summary>
/// <param name="Input">Its shape.</param>
/// <param name="Shape">The shape of the output, where that is one tensor.</param>
/// <param name="Elements">The output's elements as float32, row-major, where it is one tensor of at most a million real numbers.</param>
/// <param name="Given">What the output is, e.g. <c>(2, 10) Float32</c> or <c>a tuple of 2 tensors</c>; null where there is none.</param>
/// <param name="Error">Why there is no output, in libtorch's words, or null.</param>
public sealed record ScriptTrialOutput(IReadOnlyList<long> Input, IReadOnlyList<long>? Shape, IReadOnlyList<float>? Elements, string? Given, string? Error)
{
    /// <inheritdoc cref="ScriptTrialOutput"/>
    public string? Given { get; } = Given is null ? null : LoadedScript.Printable(Given);

    /// <inheritdoc cref="ScriptTrialOutput"/>
    public string? Error { get; } = Error is null ? null : LoadedScript.Printable(Error);

    /// <summary>The numbers that went in. Default float32.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>Which of several tensors that forward gives this is, or null: it gives one.</summary>
    public string? Output { get; init; }

    /// <summary>How many images at once the network takes, where another number does not go through; or null: any.</summary>
    public long? FixedBatch { get; init; }

    /// <summary>Whether one image alone does not go through: squeeze() takes its axis away, too. Default false.</summary>
    public bool IsPairAtLeast { get; init; }

    /// <summary>Whether the same images give the same numbers twice.</summary>
    public bool Repeats { get; init; } = true;

    /// <summary>Whether the first image gives the same numbers beside other images.</summary>
    public bool IsAlone { get; init; } = true;

    /// <summary>Whether its buffers stay as they are, in use.</summary>
    public bool KeepsState { get; init; } = true;

    /// <summary>Whether the network gave one tensor of real numbers.</summary>
    public bool Passed => Elements is not null;

    /// <summary>Whether it gave several numbers for each image.</summary>
    public bool IsRows => Passed && Shape is [var rows, >= 2] && rows == Input[0];
}

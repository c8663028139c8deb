namespace DeepDefense.Models;

/// <summary>A network that names what pruning removes: the output channels of its last convolution, or the inputs of its
/// final linear layer. Channel k of the one is added to a shortcut, averaged over pixels, and is then input k of the
/// other.</summary>
public interface IPrunable
{
    /// <summary>The last convolution of the main path: C channels out.</summary>
    public Conv2d LastConvolution { get; }

    /// <summary>The batch norm between that convolution and the shortcut, or null: there is none.</summary>
    public BatchNorm2d? LastNorm { get; }

    /// <summary>The final linear layer: C inputs.</summary>
    public Linear Head { get; }

    /// <summary>Computes what each channel carries at both places, as a mean over pixels.</summary>
    /// <param name="input">(N, 3, H, W), normalised float32.</param>
    /// <returns>(N, C) behind the last convolution and its norm, before the shortcut is added; (N, C) before the
    /// final linear layer.</returns>
    public (Tensor LastConvolution, Tensor Head) Activations(Tensor input);
}

namespace DeepDefense.Torch.Scripting;

/// <summary>A place in the program of a TorchScript module.</summary>
public enum ScriptPlace
{
    /// <summary>Behind the last convolution that it computes.</summary>
    LastConvolution,

    /// <summary>Before the last linear layer that it computes.</summary>
    LastLinear,
}

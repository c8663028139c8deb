namespace DeepDefense.Steganalysis;

/// <summary>How the weights above the high-pass filters start.</summary>
public enum WiserNetInitialization
{
    /// <summary>Caffe's: convolutions normal with deviation 0.01, fully connected xavier.</summary>
    Published,

    /// <summary>Normal with deviation sqrt(2 / fan in) throughout.</summary>
    Kaiming,
}

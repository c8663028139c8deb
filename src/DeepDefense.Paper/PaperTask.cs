namespace DeepDefense.Paper;

/// <summary>The two tasks of the paper (table 3).</summary>
public enum PaperTask
{
    /// <summary>Object classification: CIFAR-10, 32 x 32, PreActResNet-18.</summary>
    Cifar10,

    /// <summary>Face recognition: a part of VGGFace2, 64 x 64, ResNet-18.</summary>
    VggFace2,
}

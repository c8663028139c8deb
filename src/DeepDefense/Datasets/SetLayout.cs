namespace DeepDefense.Datasets;

/// <summary>A layout in which sets are written.</summary>
public enum SetLayout
{
    /// <summary>PNGs, one folder a class.</summary>
    Folder,

    /// <summary>PNGs and a table <c>manifest.csv</c> of paths, classes and parts.</summary>
    Manifest,

    /// <summary>PNGs and a table <c>metadata.csv</c> in <c>train/</c> and <c>test/</c>, as Hugging Face's ImageFolder has it.</summary>
    Metadata,

    /// <summary>CIFAR-10's binary layout, for images of 32 x 32 pixels.</summary>
    Cifar10,

    /// <summary>Parquet with an image struct and Hugging Face's names of classes.</summary>
    Parquet,

    /// <summary>WebDataset's tars, with the names of the classes beside.</summary>
    Tar,

    /// <summary>NumPy's arrays (N, H, W, 3) and labels, with the names of the classes beside.</summary>
    Npy,
}

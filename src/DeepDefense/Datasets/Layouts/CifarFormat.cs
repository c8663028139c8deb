namespace DeepDefense.Datasets.Layouts;

/// <summary>The numbers and names of CIFAR's binary layouts: records of one or more label bytes, then the red, green and
/// blue plane, row-major. Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".</summary>
/// <param name="Name">What messages and results call it.</param>
/// <param name="LabelBytes">Bytes before the image; the last of them is the label.</param>
/// <param name="TrainPattern">Matches the training files.</param>
/// <param name="TestFile">The test file.</param>
/// <param name="NamesFile">One class name a line.</param>
/// <param name="UsualNames">The classes, for a folder that has no <paramref name="NamesFile"/>.</param>
internal sealed record CifarFormat(
    string Name, int LabelBytes, string TrainPattern, string TestFile, string NamesFile, IReadOnlyList<string> UsualNames)
{
    /// <summary>H and W, in pixels.</summary>
    internal const int Side = 32;

    /// <summary>Bytes of one image.</summary>
    internal const int ImageSize = 3 * Side * Side;

    /// <summary>Training files of the official CIFAR-10.</summary>
    internal const int BatchCount = 5;

    /// <summary>Ten classes, one label byte.</summary>
    internal static readonly CifarFormat Cifar10 = new("CIFAR-10 binary", 1, "data_batch_*.bin", "test_batch.bin", "batches.meta.txt",
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]);

    /// <summary>A hundred classes: the byte of the superclass ("coarse"), which is passed over, then that of the class
    /// ("fine").</summary>
    internal static readonly CifarFormat Cifar100 = new("CIFAR-100 binary", 2, "train.bin", "test.bin", "fine_label_names.txt",
        [.. Enumerable.Range(0, 100).Select(label => $"class {label:D2}")]);

    /// <summary>Bytes of one record.</summary>
    internal int RecordSize => LabelBytes + ImageSize;

    /// <summary>Name of CIFAR-10's training file of a number from 1.</summary>
    internal static string TrainFile(int number) => $"data_batch_{number}.bin";
}

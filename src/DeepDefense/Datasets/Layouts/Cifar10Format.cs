namespace DeepDefense.Datasets.Layouts;

/// <summary>The numbers and names of CIFAR-10's binary layout.
/// Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".</summary>
internal static class Cifar10Format
{
    /// <summary>H and W, in pixels.</summary>
    internal const int Side = 32;

    /// <summary>Bytes of one image: the red, green and blue plane, row-major.</summary>
    internal const int ImageSize = 3 * Side * Side;

    /// <summary>Bytes of one record: the label, then the image.</summary>
    internal const int RecordSize = 1 + ImageSize;

    /// <summary>Training files of the official set.</summary>
    internal const int BatchCount = 5;

    /// <summary>Matches the training files.</summary>
    internal const string TrainPattern = "data_batch_*.bin";

    /// <summary>The test file.</summary>
    internal const string TestFile = "test_batch.bin";

    /// <summary>One class name a line.</summary>
    internal const string NamesFile = "batches.meta.txt";

    /// <summary>The classes of the official set, for a folder that has no <see cref="NamesFile"/>.</summary>
    internal static readonly IReadOnlyList<string> OfficialNames =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Name of the training file of a number from 1.</summary>
    internal static string TrainFile(int number) => $"data_batch_{number}.bin";
}

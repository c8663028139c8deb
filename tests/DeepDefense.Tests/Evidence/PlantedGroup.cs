using DeepDefense.Torch;

namespace DeepDefense.Tests.Evidence;

/// <summary>Rows of noise under labels, and under label 0 a group that is shifted alike in some columns: poison as a network sees it.</summary>
internal sealed class PlantedGroup : IDisposable
{
    internal const int Classes = 4;
    private const int PerClass = 60;

    internal PlantedGroup(ulong seed, int group, double shift, int cleanPerClass = 30, int width = 12)
    {
        RandomStream random = new Seed(seed).Stream();
        Labels = [.. Enumerable.Range(0, Classes * PerClass).Select(i => i % Classes)];
        CleanLabels = [.. Enumerable.Range(0, Classes * cleanPerClass).Select(i => i % Classes)];
        IsPlanted = [.. Labels.Select((label, i) => label == 0 && i / Classes < group)];
        Training = Rows(Labels, i => IsPlanted[i] ? shift : 0);
        Clean = Rows(CleanLabels, _ => 0);

        // Each label has a mean of its own.
        Tensor Rows(int[] labels, Func<int, double> shiftOf) => labels
            .SelectMany((label, i) => Enumerable.Range(0, width).Select(column => (float)(random.NextGaussian() + 5 * label + (column % 3 == 0 ? shiftOf(i) : 0))))
            .ToArray().ToTensor([labels.Length, width]);
    }

    internal int[] Labels { get; }

    internal int[] CleanLabels { get; }

    internal bool[] IsPlanted { get; }

    /// <summary>(240, width).</summary>
    internal Tensor Training { get; }

    /// <summary>(clean, width).</summary>
    internal Tensor Clean { get; }

    public void Dispose()
    {
        Training.Dispose();
        Clean.Dispose();
    }
}

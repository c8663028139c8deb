using System.Globalization;
using System.Runtime.InteropServices;
using DeepDefense.Datasets;
using DeepDefense.Torch;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Models;

/// <summary>Weights do not say how images were normalised for them. Where nobody says it, and with one of the usual ways a network is right on far more images than with
/// what is assumed, that way is named.</summary>
internal static class AssumedNormalisation
{
    private const double LeastGain = 0.1; // of the images
    private const double StandardErrors = 4;
    private const int LeastImages = 50;

    private static readonly string[] s_parts = ["mean", "std", "range"];

    private static readonly (string Name, InputContract Input)[] s_usual =
    [
        ("the mean and deviation of CIFAR-10", Input(ModelDescription.Cifar10Mean, ModelDescription.Cifar10Deviation)),
        ("the mean and deviation of ImageNet", Input([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])),
        ("mean and deviation 0.5", Input([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])),
        ("pixels as they are stored, up to 255", new InputContract { ValueRange = 255 }),
    ];

    /// <summary>What a user should say.</summary>
    /// <param name="model">A network.</param>
    /// <param name="images">Images of which most labels are right.</param>
    /// <param name="answers">(N), what it takes them for.</param>
    /// <param name="compute">Where and in what numbers.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>It, or null: it is said already, or nothing usual is much better.</returns>
    internal static string? Problem(Classifier model, LabeledImages images, int[] answers, Compute compute, CancellationToken cancellation)
    {
        if (images.Count < LeastImages || s_parts.Any(part => model.ContractSources.GetValueOrDefault(part) != ContractSources.Assumed)) { return null; }
        double assumed = Right(answers, images);
        if (assumed > 1 - LeastGain) { return null; }
        (string name, InputContract input, double right) = s_usual.Select(usual => (usual.Name, usual.Input, Tried(usual.Input))).MaxBy(tried => tried.Item3);
        double mean = (right + assumed) / 2;
        if (right - assumed < Math.Max(LeastGain, StandardErrors * Math.Sqrt(2 * mean * (1 - mean) / images.Count))) { return null; }
        return string.Create(CultureInfo.InvariantCulture, $"is right on {100 * assumed:F1} % of {images.Count} images taken as pixels / 255, as nothing says how it takes them, and on {100 * right:F1} % with {name}: say it with {Options(input)}, or in the contract; if it is right as it is, say --mean 0 0 0 --std 1 1 1");

        // A network may refuse what it was not made for.
        double Tried(InputContract input)
        {
            try { return Right(model.PredictAs(input, images, compute, cancellation), images); }
            catch (Exception e) when (e is ModelFormatException or ExternalException) { return 0; }
        }
    }

    private static double Right(int[] answers, LabeledImages images) => answers.Zip(images.Labels.ToArray()).Average(pair => pair.First == pair.Second ? 1.0 : 0);

    private static string Options(InputContract input) => input.Mean is { } mean && input.Deviation is { } deviation
        ? $"--mean {Numbers(mean)} --std {Numbers(deviation)}"
        : string.Create(CultureInfo.InvariantCulture, $"--value-range {input.ValueRange}");

    private static string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static InputContract Input(IReadOnlyList<double> mean, IReadOnlyList<double> deviation) => new() { Mean = mean, Deviation = deviation };
}

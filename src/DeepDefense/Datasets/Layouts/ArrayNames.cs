namespace DeepDefense.Datasets.Layouts;

/// <summary>What an array holds by its name: <c>x_train</c>, <c>train_images</c>, <c>labels</c>.</summary>
internal static class ArrayNames
{
    private static readonly string[] Images = ["images", "image", "imgs", "x", "data"], Labels = ["labels", "label", "y", "targets", "target"];

    /// <summary>Pairs of arrays: images and their labels, with what they are there for as <see cref="SplitName"/> reads it.</summary>
    /// <param name="names">The names without endings.</param>
    internal static IReadOnlyList<(string Images, string Labels, string Split)> Pairs(IEnumerable<string> names)
    {
        (string Name, string Kind, string Split)[] known = [.. names.Select(Of).OfType<(string, string, string)>()];
        return [.. known.Where(item => item.Kind == "images").OrderBy(item => item.Name, StringComparer.Ordinal)
            .Select(item => (item.Name, known.FirstOrDefault(other => other.Kind == "labels" && other.Split == item.Split).Name, item.Split))
            .Where(pair => pair.Item2 is not null)];
    }

    private static (string, string, string)? Of(string name)
    {
        string[] parts = name.ToLowerInvariant().Split('_', '-');
        string? kind = parts.Length > 2 ? null : parts.Select(part => Images.Contains(part) ? "images" : Labels.Contains(part) ? "labels" : null).FirstOrDefault(part => part is not null);
        return kind is null ? null : (name, kind, string.Join('-', parts.Where(part => !Images.Contains(part) && !Labels.Contains(part))));
    }
}

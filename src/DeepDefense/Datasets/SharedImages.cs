using System.Text.Json;
using DeepDefense.Torch.Distributed;

namespace DeepDefense.Datasets;

/// <summary>Images that one rank makes and all work on: what was computed on another machine could differ in a last digit, and so in a pixel.</summary>
internal static class SharedImages
{
    private const int MostBytes = 1 << 24; // at a time: what is sent is copied

    /// <summary>Gives all ranks the images of the first, without their sources.</summary>
    /// <param name="make">Asked in the first rank only: images, at least one, or null: there are none.</param>
    /// <param name="group">The ranks.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    internal static LabeledImages? FromFirst(Func<LabeledImages?> make, ProcessGroup group, CancellationToken cancellation)
    {
        LabeledImages? made = group.IsFirst ? make() : null;
        if (group.Size == 1) { return made; }
        Content? own = made is null ? null : new([.. made.Labels], made.Height, made.Width, [.. made.ClassNames]);
        if (JsonSerializer.Deserialize<Content?>(group.FromFirst(JsonSerializer.Serialize(own), cancellation)) is not { } content) { return null; }
        byte[] pixels = made?.Pixels.ToArray() ?? new byte[checked(3 * content.Height * content.Width * content.Labels.Length)];
        for (int start = 0; start < pixels.Length; start += MostBytes)
        {
            group.Broadcast(pixels.AsSpan(start, Math.Min(MostBytes, pixels.Length - start)), cancellation);
        }
        return new LabeledImages(pixels, content.Labels, content.Height, content.Width, content.ClassNames);
    }

    private sealed record Content(int[] Labels, int Height, int Width, string[] ClassNames);
}

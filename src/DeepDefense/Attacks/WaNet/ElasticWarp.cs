using DeepDefense.Torch;

namespace DeepDefense.Attacks.WaNet;

/// <summary>A smooth warp that a few control points bend.</summary>
/// <param name="control">(2, k, k): shifts of the control points, across and down, before they are normalised.</param>
/// <param name="strength">s in the paper.</param>
/// <param name="rescale">What the grid is multiplied by.</param>
internal sealed class ElasticWarp(float[] control, double strength, double rescale)
{
    // Images at a time: floats take four times the memory of pixels.
    private const int Batch = 256;

    /// <summary>Warps whole images where they lie.</summary>
    /// <param name="pixels">(N, 3, H, W), in [0, 255].</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    internal void Apply(Span<byte> pixels, int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor grid = Grid(height, width);
        int imageSize = 3 * height * width;
        for (int start = 0; start < pixels.Length; start += Batch * imageSize)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            Span<byte> part = pixels[start..Math.Min(start + (Batch * imageSize), pixels.Length)];
            int count = part.Length / imageSize;
            Tensor images = ((ReadOnlySpan<byte>)part).ToTensor([count, 3, height, width]).to(ScalarType.Float32);
            Tensor warped = nn.functional.grid_sample(images, grid.expand(count, height, width, 2), GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: true);
            warped.round().clamp(byte.MinValue, byte.MaxValue).to(ScalarType.Byte).CopyBytesTo(part);
        }
    }

    /// <summary>Where each pixel comes from.</summary>
    /// <returns>(1, H, W, 2): across and down, -1 and 1 being the middles of the outermost pixels.</returns>
    private Tensor Grid(int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int side = (int)Math.Sqrt(control.Length / 2);
        Tensor points = control.ToTensor([1, 2, side, side]);
        Tensor shifts = nn.functional.interpolate(points / points.abs().mean(), [height, width], mode: InterpolationMode.Bicubic, align_corners: true);
        Tensor across = torch.linspace(-1, 1, width).expand(height, width) + (strength / width * shifts[0, 0]);
        Tensor down = torch.linspace(-1, 1, height).unsqueeze(1).expand(height, width) + (strength / height * shifts[0, 1]);
        return (torch.stack([across, down], -1) * rescale).clamp(-1, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }
}

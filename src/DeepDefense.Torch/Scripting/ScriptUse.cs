using DeepDefense.Torch.Serialization;

namespace DeepDefense.Torch.Scripting;

/// <summary>How a network is called, as a trial found out.</summary>
/// <param name="Type">The numbers that it takes: those of its weights.</param>
/// <param name="Batch">How many images at once it takes, or null: any number.</param>
/// <param name="IsPairAtLeast">Whether one image goes through only beside another.</param>
/// <param name="Output">Which of its outputs is taken, or null: it gives one tensor.</param>
internal sealed record ScriptUse(ScalarType Type, long? Batch, bool IsPairAtLeast, ScriptOutput? Output)
{
    /// <summary>One tensor of any number of images in float32, and one tensor out.</summary>
    internal static ScriptUse Plain { get; } = new(ScalarType.Float32, null, false, null);

    /// <summary>Runs a module on any number of images: by parts where it takes a fixed number, of which the last is filled up.</summary>
    /// <param name="module">The network, or a copy of it.</param>
    /// <param name="input">The images.</param>
    /// <returns>What it gives; in float32 where its own numbers are others.</returns>
    /// <exception cref="ModelFormatException">It gives something else than one tensor; the message says what.</exception>
    internal Tensor Run(jit.ScriptModule module, Tensor input)
    {
        Tensor output = ByParts(input.dtype == Type ? input : input.to(Type), images => LoadedScript.Call(module, images, Output?.Method));
        return Type == ScalarType.Float32 ? output : output.to(ScalarType.Float32);
    }

    /// <summary>What a function of as many images as the network takes gives for any number.</summary>
    /// <param name="images">(N, ...), N at least 1.</param>
    /// <param name="of">(B, ...) to (B, C).</param>
    /// <returns>(N, C).</returns>
    internal Tensor ByParts(Tensor images, Func<Tensor, Tensor> of)
    {
        long count = images.shape[0], batch = Batch ?? (IsPairAtLeast ? Math.Max(count, 2) : count);
        if (count == batch) { return of(images); }
        return cat([.. Enumerable.Range(0, (int)((count + batch - 1) / batch)).Select(part => Part(part * batch, Math.Min(batch, count - part * batch)))]);

        Tensor Part(long start, long size)
        {
            Tensor part = images.narrow(0, start, size);
            return size == batch ? of(part) : of(cat([part, .. Enumerable.Repeat(part.narrow(0, size - 1, 1), (int)(batch - size))])).narrow(0, 0, size);
        }
    }
}

using System.Runtime.ExceptionServices;
using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Reads images on all cores: whole files wherever they lie, records of a file one behind the other as they lie there, a few ahead.</summary>
internal static class StoredImages
{
    private const int MostAhead = 512;
    private const long BytesAhead = 64L << 20;

    /// <summary>Reads images.</summary>
    /// <param name="files">Which.</param>
    /// <param name="use">Takes the place of each and what reads it, which throws where it cannot be read. Called by any thread.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal static void Read(ReadOnlySpan<LabeledFile> files, Action<int, Func<StoredFile>> use, CancellationToken cancellation)
    {
        LabeledFile[] all = files.ToArray();
        if (Array.TrueForAll(all, file => file.Store is null))
        {
            OrderedParallel.For(all.Length, i => use(i, all[i].Read), cancellation);
            return;
        }
        for (int start = 0; start < all.Length;)
        {
            List<Func<StoredFile>> fetched = Fetch(all.AsSpan(start), cancellation);
            int first = start;
            OrderedParallel.For(fetched.Count, i => use(first + i, fetched[i]), cancellation);
            start += fetched.Count;
        }
    }

    private static List<Func<StoredFile>> Fetch(ReadOnlySpan<LabeledFile> files, CancellationToken cancellation)
    {
        List<Func<StoredFile>> fetched = [];
        long bytes = 0;
        for (int i = 0; i < files.Length && fetched.Count < MostAhead && bytes < BytesAhead; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            LabeledFile file = files[i];
            if (file.Store is not { } store) { fetched.Add(file.Read); continue; }
            try
            {
                byte[] content = store.Fetch(file.Record);
                bytes += content.Length;
                fetched.Add(() => store.Decode(file.Name, content));
            }
            catch (Exception failure) when (failure is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                // It is thrown where the image is asked for.
                fetched.Add(() =>
                {
                    ExceptionDispatchInfo.Throw(failure);
                    throw failure;
                });
            }
        }
        return fetched;
    }
}

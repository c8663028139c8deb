using DeepDefense.Imaging;

namespace DeepDefense.Datasets.Layouts;

/// <summary>A file that holds many images.</summary>
internal abstract class RecordStore
{
    /// <summary>What besides the file decides which images these are, such as the column or the member of an archive; for the key of a cache.</summary>
    internal abstract string Key { get; }

    /// <summary>Where a record stands, for messages.</summary>
    internal abstract string PositionOf(int record);

    /// <summary>The bytes of a record. Called by one thread at a time; quick where the records come in their order.</summary>
    /// <exception cref="ImageFormatException">There are none, or the file is damaged there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal abstract byte[] Fetch(int record);

    /// <summary>The image of a record; called by any thread.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="content">Of <see cref="Fetch"/>.</param>
    /// <exception cref="ImageFormatException">It is damaged.</exception>
    internal virtual StoredFile Decode(string name, byte[] content) => ImageFile.Decode(name, content);
}

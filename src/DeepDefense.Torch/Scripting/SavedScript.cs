using System.IO.Compression;
using System.Text;

namespace DeepDefense.Torch.Scripting;

/// <summary>A TorchScript file that libtorch wrote, on its way to where it belongs.</summary>
internal static class SavedScript
{
    /// <summary>Copies it, with a text beside its own entries; what is there to tell one file from another stays behind.</summary>
    internal static void Copy(string file, Stream to, (string Name, string Text)? extra)
    {
        using ZipArchive from = ZipFile.OpenRead(file);
        using StoredZip zip = new(to);
        foreach (ZipArchiveEntry entry in from.Entries.Where(entry => !entry.FullName.EndsWith("/.data/serialization_id", StringComparison.Ordinal)))
        {
            using Stream content = entry.Open();
            zip.Add(entry.FullName, content, entry.Length);
        }
        if (extra is { } text) { zip.Add($"{Root(from)}extra/{text.Name}", Encoding.UTF8.GetBytes(text.Text)); }
    }

    /// <summary>Writes it again beside itself, without the methods that were added for its outputs.</summary>
    /// <returns>The other file.</returns>
    internal static string WithoutOutputs(string file)
    {
        string bare = file + ".bare";
        using ArchiveEntries entries = ArchiveEntries.Open(file);
        File.WriteAllBytes(bare, ScriptOutputs.Take(ScriptProgram.Read(entries, file)).Write(entries, new Dictionary<string, byte[]>()));
        return bare;
    }

    private static string Root(ZipArchive zip) => zip.Entries[0].FullName[..(zip.Entries[0].FullName.IndexOf('/', StringComparison.Ordinal) + 1)];
}

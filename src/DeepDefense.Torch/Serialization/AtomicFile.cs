using System.Text.RegularExpressions;

namespace DeepDefense.Torch.Serialization;

/// <summary>Files that are there whole or not at all: written under a temporary name in the same folder, then
/// renamed. A process that is killed leaves at most a hidden <c>.tmp</c> file, never half a result.</summary>
public static partial class AtomicFile
{
    /// <summary>Writes a file, replacing one of that name; missing folders are made.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="write">Writes the content, and may read it again; where it throws, nothing is left behind.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        (string target, string folder, string temporary) = PlacesOf(path);
        try
        {
            Directory.CreateDirectory(folder);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, temporary, target, failure);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>Writes a text file as UTF-8 without a byte order mark, replacing one of that name.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            writer.Write(text);
        });
    }

    /// <summary>Tries whether a file can be written; leaves nothing behind, and the file, where there is one, as it is.</summary>
    /// <param name="path">The file to be written.</param>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public static void RequireWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string target, string folder, string temporary) = PlacesOf(path);
        List<string> missing = [];
        for (string? above = folder; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above)) { missing.Add(above); }
        try
        {
            Directory.CreateDirectory(folder);
            new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, temporary, target, failure);
        }
        finally
        {
            DeleteQuietly(temporary);
            foreach (string empty in missing) { DeleteFolderQuietly(empty); }
        }
    }

    /// <summary>Whether a file is what a process left that was killed while it wrote.</summary>
    /// <param name="name">Its name, without the folder.</param>
    public static bool IsLeftover(string name) => Leftover().IsMatch(name);

    /// <summary>Deletes what killed processes left in a folder, of itself and below; links are not followed. Nobody else may write there.</summary>
    /// <param name="folder">The folder.</param>
    public static void DeleteLeftovers(string folder)
    {
        EnumerationOptions below = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string path in Directory.EnumerateFiles(folder, ".*.tmp", below).Where(path => IsLeftover(Path.GetFileName(path))).ToArray()) { DeleteQuietly(path); }
    }

    [GeneratedRegex(@"^\..+\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp$")]
    private static partial Regex Leftover();

    // The system's message names the temporary file, which tells a user nothing.
    private static IOException CannotWrite(string path, string temporary, string target, Exception failure) =>
        new($"cannot write {path}: {failure.Message.Replace(temporary, target, StringComparison.Ordinal)}", failure);

    private static (string Target, string Folder, string Temporary) PlacesOf(string path)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target)
            ?? throw new ArgumentException($"{path} names a folder, not a file", nameof(path));
        return (target, folder, Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp"));
    }

    // Another process may have begun to use it.
    private static void DeleteFolderQuietly(string path)
    {
        try
        {
            if (Directory.Exists(path)) { Directory.Delete(path); }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Deletes a file where that can be done. Runs while another exception may be on its way up: that one is the news, not this.</summary>
    internal static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}

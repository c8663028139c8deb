using System.Text;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Lines of a text file, none of them longer than it may be: a file without an end of line is not read into memory whole.</summary>
internal static class BoundedLines
{
    /// <summary>Reads lines, UTF-8.</summary>
    /// <exception cref="DatasetException">One is too long.</exception>
    internal static IEnumerable<string> Read(string path, int longest)
    {
        using StreamReader reader = new(path, Encoding.UTF8);
        StringBuilder line = new();
        char[] buffer = new char[1 << 14];
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            for (int i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
                else if (line.Append(buffer[i]).Length > longest) { throw new DatasetException(path, null, $"a line of more than {longest} characters", "shorter ones"); }
            }
        }
        if (line.Length > 0) { yield return line.ToString(); }
    }
}

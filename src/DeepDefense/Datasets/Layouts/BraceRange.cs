using System.Globalization;
using System.Text.RegularExpressions;

namespace DeepDefense.Datasets.Layouts;

/// <summary>Names of many files in one, as WebDataset has them: <c>train-{000000..000147}.tar</c>.</summary>
internal static partial class BraceRange
{
    private const int Most = 100_000;

    /// <summary>The files of a path with a range, or the path itself where it has none.</summary>
    /// <exception cref="DatasetException">The range is empty or too long.</exception>
    internal static string[] Expand(string path)
    {
        Match match = Range().Match(path);
        if (!match.Success) { return [path]; }
        (string from, string to) = (match.Groups["from"].Value, match.Groups["to"].Value);
        (int first, int last) = (int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture));
        if (last < first || last - first >= Most) { throw new DatasetException(path, null, $"the range {from} to {to}", $"an ascending one of at most {Most} files"); }
        return [.. Enumerable.Range(first, last - first + 1).Select(number => $"{path[..match.Index]}{number.ToString($"D{from.Length}", CultureInfo.InvariantCulture)}{path[(match.Index + match.Length)..]}")];
    }

    [GeneratedRegex(@"\{(?<from>[0-9]{1,9})\.\.(?<to>[0-9]{1,9})\}(?=[^/\\]*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}

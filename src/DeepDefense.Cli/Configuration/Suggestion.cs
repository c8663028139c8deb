using System.CommandLine;

namespace DeepDefense.Cli.Configuration;

/// <summary>What was meant by a word that no command knows.</summary>
internal static class Suggestion
{
    // Of so many letters one may be wrong.
    private const int LettersAFault = 3;

    /// <summary>Asks whether the option or command was meant that is spelled most alike.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="command">Where.</param>
    /// <returns>The question, with a blank before it; empty where nothing is alike.</returns>
    internal static string For(string word, Command command)
    {
        string typed = word.Split('=', ':')[0];
        IEnumerable<string> known = typed.StartsWith('-')
            ? command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Select(option => option.Name)
            : command.Subcommands.Select(below => below.Name);
        return Among(typed, known);
    }

    /// <summary>Asks whether that of some words was meant that is spelled most alike.</summary>
    /// <inheritdoc cref="For"/>
    internal static string Among(string typed, IEnumerable<string> known)
    {
        (string Name, int Faults) best = known.Select(name => (Name: name, Faults: Faults(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(found => found.Faults).ThenBy(found => found.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Faults <= Math.Max(typed.TrimStart('-').Length / LettersAFault, 1) ? $" Did you mean {best.Name}?" : "";
    }

    // Letters that are missing, too many, wrong, or two in the wrong order (optimal string alignment).
    private static int Faults(string word, string name)
    {
        int[,] faults = new int[word.Length + 1, name.Length + 1];
        for (int i = 0; i <= word.Length; i++)
        {
            for (int j = 0; j <= name.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    faults[i, j] = i + j;
                    continue;
                }
                int replaced = faults[i - 1, j - 1] + (word[i - 1] == name[j - 1] ? 0 : 1);
                faults[i, j] = Math.Min(replaced, Math.Min(faults[i - 1, j], faults[i, j - 1]) + 1);
                if (i > 1 && j > 1 && word[i - 1] == name[j - 2] && word[i - 2] == name[j - 1]) { faults[i, j] = Math.Min(faults[i, j], faults[i - 2, j - 2] + 1); }
            }
        }
        return faults[word.Length, name.Length];
    }
}

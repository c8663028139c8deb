using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace DeepDefense.Attacks;

/// <summary>The attacks by name, as <c>--attack</c> and <c>--trigger</c> give it.</summary>
public static class Triggers
{
    private static readonly SortedDictionary<string, Type> OptionTypes = new(
        typeof(TriggerOptions).GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(attack => (string)attack.TypeDiscriminator!, attack => attack.DerivedType),
        StringComparer.Ordinal);

    /// <summary>The names of all attacks, in alphabetical order.</summary>
    public static IReadOnlyCollection<string> Names => OptionTypes.Keys;

    /// <summary>The default options of an attack; <c>with</c> changes them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">No attack has that name, or it has no defaults: it needs to be given
    /// something, e.g. a file.</exception>
    public static TriggerOptions DefaultOptions(string name)
    {
        Type type = TypeOf(name);
        string[] required = [.. type.GetProperties().Where(property => property.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(property => property.Name)];
        return required.Length == 0
            ? (TriggerOptions)Activator.CreateInstance(type)!
            : throw new ArgumentException($"{name} has no defaults: it needs {string.Join(", ", required)}", nameof(name));
    }

    /// <summary>The trigger of an attack.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Options of that attack; null: its defaults.</param>
    /// <exception cref="ArgumentException">No attack has that name, or the options are another attack's.</exception>
    public static Trigger Create(string name, TriggerOptions? options = null)
    {
        if (options is null) { return DefaultOptions(name).CreateTrigger(); }
        return TypeOf(name) == options.GetType()
            ? options.CreateTrigger()
            : throw new ArgumentException($"these are options of {options.Name}, not of {name}", nameof(options));
    }

    private static Type TypeOf(string name) => OptionTypes.TryGetValue(name, out Type? type)
        ? type
        : throw new ArgumentException($"no attack is named '{name}'; there are: {string.Join(", ", Names)}", nameof(name));
}

using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>One table or figure of the paper.</summary>
public interface IExperiment
{
    /// <summary>How commands spell it, e.g. <c>table5</c>.</summary>
    public string Name { get; }

    /// <summary>Measures it.</summary>
    /// <param name="laboratories">One a task, in the order of the paper.</param>
    /// <param name="folder">Where pictures go.</param>
    public Reproduction Run(IReadOnlyList<Laboratory> laboratories, string folder);
}

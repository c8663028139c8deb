using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>One table or figure of the paper.</summary>
public interface IExperiment
{
    /// <summary>How commands spell it, e.g. <c>table5</c>.</summary>
    public string Name { get; }

    /// <summary>The tasks that the paper has it for.</summary>
    public IReadOnlyList<PaperTask> Tasks { get; }

    /// <summary>Measures it on one task.</summary>
    /// <param name="lab">The task.</param>
    /// <param name="folder">Where pictures go.</param>
    public Reproduction Run(Laboratory lab, string folder);
}

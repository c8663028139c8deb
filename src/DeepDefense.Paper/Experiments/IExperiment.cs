using DeepDefense.Paper.Stages;

namespace DeepDefense.Paper.Experiments;

/// <summary>One table or figure of the paper.</summary>
public interface IExperiment
{
    /// <summary>How commands spell it, e.g. <c>table5</c>.</summary>
    public string Name { get; }

    /// <summary>The tasks that the paper has it for.</summary>
    public IReadOnlyList<PaperTask> Tasks { get; }

    /// <summary>Names what can be measured by itself (<see cref="Reproduction.Parts"/>); computes nothing. Default nothing.</summary>
    /// <param name="lab">The task.</param>
    public IReadOnlyList<string> Parts(Laboratory lab) => [];

    /// <summary>Measures it on one task, of its parts those that the laboratory is asked for.</summary>
    /// <param name="lab">The task.</param>
    /// <param name="folder">Where pictures go.</param>
    public Reproduction Run(Laboratory lab, string folder);

    /// <summary>Adds what follows from all rows, those of earlier runs among them. Default nothing.</summary>
    /// <param name="measured">What was measured.</param>
    public Reproduction Concluded(Reproduction measured) => measured;
}

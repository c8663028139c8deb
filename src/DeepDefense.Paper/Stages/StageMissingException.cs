namespace DeepDefense.Paper.Stages;

/// <summary>A stage that no earlier run finished, where nothing is to be computed.</summary>
/// <param name="stage">Its kind.</param>
public sealed class StageMissingException(string stage)
    : Exception($"the stage '{stage}' was not finished by an earlier run: go on with the same command without --finished");

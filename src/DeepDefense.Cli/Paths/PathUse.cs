namespace DeepDefense.Cli.Paths;

/// <summary>What a command does with a file or folder.</summary>
internal enum PathUse
{
    /// <summary>A file that is read.</summary>
    Input,

    /// <summary>A labelled set that is read: a folder, or a CSV manifest.</summary>
    InputSet,

    /// <summary>A file that is written.</summary>
    OutputFile,

    /// <summary>A run folder that is written.</summary>
    OutputRun,

    /// <summary>The folder of a labelled set that is written.</summary>
    OutputSet,

    /// <summary>A folder that files are added to; none of them replaces what is not its own.</summary>
    OutputStore,
}

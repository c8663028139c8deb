using DeepDefense.Datasets;
using DeepDefense.Protocol;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli.Paths;

/// <summary>Looks at what a command is to write, before it does any work: nothing that it reads is written to, nothing that
/// exists is replaced unasked, and all of it can be written.</summary>
/// <param name="paths">All that the command reads and writes.</param>
internal sealed class OutputCheck(IReadOnlyList<NamedPath> paths)
{
    private NamedPath[] Outputs => [.. paths.Where(path => path.IsOutput)];

    /// <summary>Refuses outputs that are inputs, lie in the folder of a set that is read, or around an input; and outputs that are
    /// the same, or lie in the folder of another that is a set.</summary>
    /// <exception cref="UsageException">One is; the message names both.</exception>
    internal void RefuseOverlap()
    {
        NamedPath[] outputs = Outputs;
        for (int i = 0; i < outputs.Length; i++)
        {
            foreach (NamedPath input in paths.Where(path => !path.IsOutput)) { RefuseOn(outputs[i], input); }
            foreach (NamedPath other in outputs[..i]) { RefuseBeside(outputs[i], other); }
        }
    }

    /// <summary>Refuses outputs that exist.</summary>
    /// <param name="goesOn">Whether the command may go on with what it left (--resume).</param>
    /// <param name="replaces">Whether it may replace what exists (--force).</param>
    /// <exception cref="UsageException">One exists; or it is a folder instead of a file, or a file instead of a folder.</exception>
    /// <exception cref="IOException">Another process works in one.</exception>
    internal void RefuseReplacing(bool goesOn, bool replaces)
    {
        NamedPath[] outputs = Outputs;
        foreach (NamedPath output in outputs) { RefuseOtherKind(output); }
        // Of a file that was begun, the card beside it was free too.
        bool isLeft = goesOn && outputs.Any(output => output.Use == PathUse.OutputFile && CommandCheckpoint.IsLeft(output.Path));
        foreach (NamedPath output in outputs) { RefuseExisting(output, isLeft, goesOn, replaces); }
    }

    /// <summary>Tries whether all outputs can be written; leaves nothing behind.</summary>
    /// <exception cref="IOException">One cannot be written.</exception>
    internal void RequireWritable()
    {
        foreach (NamedPath output in Outputs)
        {
            AtomicFile.RequireWritable(output.Use == PathUse.OutputFile ? output.Path : Path.Combine(output.Path, RunFolder.ConfigurationFile));
        }
    }

    private static void RefuseOn(NamedPath output, NamedPath input)
    {
        string? relation = RealPath.Same(output.Real, input.Real) ? "is the same as"
            : RealPath.IsInside(input.Real, output.Real) ? "holds"
            : input.Use == PathUse.InputSet && FoldersOf(input).Any(folder => RealPath.Same(output.Real, folder) || RealPath.IsInside(output.Real, folder)) ? "lies in the data set of"
            : null;
        if (relation is not null) { throw new UsageException($"{output}: {relation} {input}, which is read; write to another place"); }
    }

    private static void RefuseBeside(NamedPath output, NamedPath other)
    {
        if (RealPath.Same(output.Real, other.Real)) { throw new UsageException($"{output}: is the same as {other}; each needs a place of its own"); }
        foreach ((NamedPath inner, NamedPath outer) in new[] { (output, other), (other, output) })
        {
            if (outer.Use is PathUse.OutputSet or PathUse.OutputFile && RealPath.IsInside(inner.Real, outer.Real))
            {
                throw new UsageException($"{inner}: lies in {outer}; each needs a place of its own");
            }
            if (outer.Use == PathUse.OutputRun && RealPath.IsInside(inner.Real, outer.Real) && RunFolder.Owns(Path.GetRelativePath(outer.Real, inner.Real)))
            {
                throw new UsageException($"{inner}: is a file of the run in {outer}; give another name");
            }
        }
    }

    // What is no set is told where it is read.
    private static IEnumerable<string> FoldersOf(NamedPath set)
    {
        if (Directory.Exists(set.Real)) { return [set.Real]; }
        try { return File.Exists(set.Real) ? DatasetLoader.FoldersOf(set.Real).Select(RealPath.Of) : []; }
        catch (DatasetException) { return []; }
    }

    private static void RefuseOtherKind(NamedPath output)
    {
        bool isFile = output.Use == PathUse.OutputFile;
        if (isFile && Directory.Exists(output.Path)) { throw new UsageException($"{output}: is a folder; expected the name of a file"); }
        if (!isFile && File.Exists(output.Path)) { throw new UsageException($"{output}: is a file; expected a folder"); }
    }

    private static void RefuseExisting(NamedPath output, bool isLeft, bool goesOn, bool replaces)
    {
        switch (output.Use)
        {
            case PathUse.OutputFile when File.Exists(output.Path) && !isLeft && !replaces:
                throw new UsageException($"{output}: exists already; give another name, or {CommonOptions.Replacement} to replace it");
            case PathUse.OutputRun:
                FolderLock.RequireFree(output.Path);
                if (RunFolder.IsUsed(output.Path) && !goesOn && !replaces)
                {
                    throw new UsageException($"{output}: is not empty; give another folder, {CommonOptions.Resumption} to go on with the run in it, or {CommonOptions.Replacement} to replace it");
                }
                break;
            case PathUse.OutputSet:
                SetFolder.RequireFree(output, replaces);
                break;
        }
    }
}

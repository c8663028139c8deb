using System.Runtime.InteropServices;

namespace DeepDefense.Torch.Distributed;

/// <summary>The processes that one launcher of MPI started. All calls from one thread at a time.</summary>
internal sealed unsafe partial class MpiGroup : ProcessGroup
{
    private const int Serialized = 2; // MPI_THREAD_SERIALIZED: of Open MPI and MPICH alike

    // Ranks that are in step meet within microseconds. Whoever waits for longer sleeps, and so is woken before those that work: who yields stands behind them.
    private const int Polls = 300;
    private const uint NapMicroseconds = 20;

    private readonly MpiLibrary _mpi;

    // Not the caller's memory: another rank may still write to it after this one stopped waiting.
    private byte* _staged;
    private int _reserved;

    internal MpiGroup(MpiLibrary library, int processors)
    {
        _mpi = library;
        int level, rank, size;
        Require(_mpi.Initialize(0, 0, Serialized, &level), "MPI_Init_thread");
        Require(_mpi.RankOf(_mpi.World, &rank), "MPI_Comm_rank");
        Require(_mpi.SizeOf(_mpi.World, &size), "MPI_Comm_size");
        (Rank, Size, Processors) = (rank, size, processors);
        if (level < Serialized) { throw new NotSupportedException($"{_mpi.Version} allows calls from one thread only (MPI_THREAD_SERIALIZED is missing): install another MPI"); }
    }

    public override int Rank { get; }

    public override int Size { get; }

    public override int Processors { get; }

    public override void Sum(Span<float> values, CancellationToken cancellation) => Sum(MemoryMarshal.AsBytes(values), values.Length, _mpi.Float, cancellation);

    public override void Sum(Span<double> values, CancellationToken cancellation) => Sum(MemoryMarshal.AsBytes(values), values.Length, _mpi.Double, cancellation);

    public override void Broadcast(Span<byte> bytes, CancellationToken cancellation)
    {
        nint request = 0;
        Stage(bytes);
        Require(_mpi.Broadcast(_staged, bytes.Length, _mpi.Byte, 0, _mpi.World, &request), "MPI_Ibcast");
        WaitFor(request, cancellation);
        new Span<byte>(_staged, bytes.Length).CopyTo(bytes);
    }

    public override void Finish(CancellationToken cancellation)
    {
        Wait(cancellation);
        Require(_mpi.Finalize(), "MPI_Finalize");
    }

    public override void Abort(int code) => Require(_mpi.Abort(_mpi.World, code), "MPI_Abort");

    private void Sum(Span<byte> bytes, int count, nint type, CancellationToken cancellation)
    {
        nint request = 0;
        Stage(bytes);
        Require(_mpi.AllReduce(_mpi.InPlace, _staged, count, type, _mpi.Sum, _mpi.World, &request), "MPI_Iallreduce");
        WaitFor(request, cancellation);
        new Span<byte>(_staged, bytes.Length).CopyTo(bytes);
    }

    // Freed by the end of the process only.
    private void Stage(Span<byte> bytes)
    {
        if (bytes.Length > _reserved)
        {
            _staged = (byte*)NativeMemory.Realloc(_staged, (nuint)bytes.Length);
            _reserved = bytes.Length;
        }
        bytes.CopyTo(new Span<byte>(_staged, bytes.Length));
    }

    // The blocking calls of MPI would neither hear of a cancellation nor leave the processor to others.
    private void WaitFor(nint request, CancellationToken cancellation)
    {
        int isDone = 0;
        for (int tries = 0; ; tries++)
        {
            Require(_mpi.Test(&request, &isDone, _mpi.StatusIgnore), "MPI_Test");
            if (isDone != 0) { return; }
            cancellation.ThrowIfCancellationRequested();
            if (tries >= Polls) { Nap(); }
        }
    }

    private static void Nap()
    {
        if (OperatingSystem.IsWindows()) { Thread.Sleep(1); }
        else { _ = SleepMicroseconds(NapMicroseconds); }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);

    private static void Require(int code, string function)
    {
        if (code != 0) { throw new IOException($"{function} failed with code {code}: another rank may have ended; its message and that of mpirun tell why"); }
    }
}

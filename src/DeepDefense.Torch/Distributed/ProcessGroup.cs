using System.Buffers.Binary;
using System.Text;

namespace DeepDefense.Torch.Distributed;

/// <summary>Processes that work together on one command; PyTorch's process group. Each runs the same code on the same inputs and has a
/// number, its rank. What is asked of the group is asked by every rank, in the same order; each call waits for all.</summary>
public abstract class ProcessGroup
{
    /// <summary>One process that works alone: nothing is waited for.</summary>
    public static ProcessGroup Alone { get; } = new SingleProcess();

    /// <summary>The number of this process, in [0, <see cref="Size"/>).</summary>
    public abstract int Rank { get; }

    /// <summary>Number of processes, at least 1.</summary>
    public abstract int Size { get; }

    /// <summary>Processors that are this one's part of its machine, at least 1.</summary>
    public abstract int Processors { get; }

    /// <summary>Whether this is the one that writes files and talks.</summary>
    public bool IsFirst => Rank == 0;

    /// <summary>Adds up the numbers of all ranks, place by place, in each of them. All ranks get the same sums to the bit.</summary>
    /// <param name="values">As many in each rank.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the values are as they were.</exception>
    public abstract void Sum(Span<float> values, CancellationToken cancellation);

    /// <inheritdoc cref="Sum(Span{float}, CancellationToken)"/>
    public abstract void Sum(Span<double> values, CancellationToken cancellation);

    /// <summary>Gives all ranks the bytes of the first.</summary>
    /// <param name="bytes">As many in each rank.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    public abstract void Broadcast(Span<byte> bytes, CancellationToken cancellation);

    /// <summary>Waits until all ranks come to their end. </summary>
    /// <param name="cancellation">Stops waiting for the others.</param>
    public abstract void Finish(CancellationToken cancellation);

    /// <summary>Ends all ranks, this one included, wherever they are: one that failed would leave the others waiting. Does not return where there are others.</summary>
    /// <param name="code">The exit code.</param>
    public abstract void Abort(int code);

    /// <summary>Waits until all ranks are here.</summary>
    public void Wait(CancellationToken cancellation) => Sum(stackalloc double[1], cancellation);

    /// <summary>What this rank does of a batch. The shares of all ranks make up the batch, in order of rank; they differ by one at
    /// most.</summary>
    /// <param name="whole">Items of the batch.</param>
    /// <exception cref="ArgumentException">There are fewer than ranks.</exception>
    public Share ShareOf(int whole)
    {
        if (whole < Size) { throw new ArgumentException($"a batch of {whole} cannot be divided among {Size} ranks: start at most {Math.Max(whole, 1)}, or take larger batches", nameof(whole)); }
        (int each, int left) = Math.DivRem(whole, Size);
        return new Share((Rank * each) + Math.Min(Rank, left), each + (Rank < left ? 1 : 0), whole);
    }

    /// <summary>Gives all ranks a text of the first.</summary>
    /// <param name="text">Of this rank; that of others than the first is not used.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    public string FromFirst(string text, CancellationToken cancellation)
    {
        if (Size == 1) { return text; }
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        Broadcast(length, cancellation);
        if (!IsFirst) { bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)]; }
        Broadcast(bytes, cancellation);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Refuses ranks that do not work on the same.</summary>
    /// <param name="what">What must be the same, e.g. <c>the state to go on from</c>.</param>
    /// <param name="found">What this rank found.</param>
    /// <param name="cancellation">Stops waiting for the others.</param>
    /// <exception cref="InvalidDataException">The first rank found something else.</exception>
    public void RequireSame(string what, string found, CancellationToken cancellation)
    {
        string first = FromFirst(found, cancellation);
        if (first != found)
        {
            throw new InvalidDataException($"rank {Rank} finds {what}: {found}; rank 0 finds {first}: all ranks must see the same files, and run the same program with the same options");
        }
    }
}

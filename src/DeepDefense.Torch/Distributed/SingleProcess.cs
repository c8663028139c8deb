namespace DeepDefense.Torch.Distributed;

/// <summary>The group of one.</summary>
internal sealed class SingleProcess : ProcessGroup
{
    public override int Rank => 0;

    public override int Size => 1;

    public override int Processors => ProcessorCount.Usable;

    public override void Sum(Span<float> values, CancellationToken cancellation)
    {
    }

    public override void Sum(Span<double> values, CancellationToken cancellation)
    {
    }

    public override void Broadcast(Span<byte> bytes, CancellationToken cancellation)
    {
    }

    public override void Finish(CancellationToken cancellation)
    {
    }

    public override void Abort(int code)
    {
    }
}

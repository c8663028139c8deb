using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace DeepDefense.Training;

/// <summary>Losses of trainings as an event file of TensorBoard, one scalar a stage, beside telling another of the progress.
/// A record is its length, a checksum of that, the bytes, a checksum of them; the bytes are an <c>Event</c> of TensorFlow's
/// <c>event.proto</c>. A resumed training writes a file of its own, as TensorBoard expects.</summary>
/// <remarks>TorchSharp's SummaryWriter takes its clock and the name of the file from the system, and writes ticks where TensorBoard
/// expects seconds.</remarks>
public sealed class TensorBoardLog : IProgress<StageProgress>, IDisposable
{
    // Fields of Event, of Summary, and of Summary.Value.
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5;
    private const int Value = 1;
    private const int Tag = 1, SimpleValue = 2;
    private const uint MaskDelta = 0xa282ead8;
    private readonly FileStream _file;
    private readonly IProgress<StageProgress>? _next;
    private readonly TimeProvider _time;

    private TensorBoardLog(FileStream file, IProgress<StageProgress>? next, TimeProvider time)
    {
        (_file, _next, _time) = (file, next, time);
        Write(message =>
        {
            message.WriteTag(FileVersion, WireFormat.WireType.LengthDelimited);
            message.WriteString("brain.Event:2");
        });
    }

    /// <summary>Begins a file in a folder.</summary>
    /// <param name="folder">The folder; made if missing.</param>
    /// <param name="next">Told everything too, or null.</param>
    /// <param name="time">The clock of name and events.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static TensorBoardLog Create(string folder, IProgress<StageProgress>? next, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(time);
        Directory.CreateDirectory(folder);
        // A clock that stands or jumps gives a millisecond twice.
        long milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        string path;
        do { path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{milliseconds++ / 1000.0:F3}.deepdefense")); }
        while (File.Exists(path));
        return new TensorBoardLog(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), next, time);
    }

    /// <summary>Writes the loss, where the stage is a training.</summary>
    public void Report(StageProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Training is { } training)
        {
            byte[] scalar = Message(message =>
            {
                message.WriteTag(Tag, WireFormat.WireType.LengthDelimited);
                message.WriteString($"loss/{value.Stage}");
                message.WriteTag(SimpleValue, WireFormat.WireType.Fixed32);
                message.WriteFloat((float)training.Loss);
            });
            Write(message =>
            {
                message.WriteTag(Step, WireFormat.WireType.Varint);
                message.WriteInt64(training.Step);
                WriteMessage(message, Summary, Message(summary => WriteMessage(summary, Value, scalar)));
            });
        }
        _next?.Report(value);
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>A checksum (CRC-32C) as the records hold it: turned, so that a checksum of data with checksums stays one.</summary>
    internal static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte next in bytes) { crc = BitOperations.Crc32C(crc, next); }
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream stream = new(bytes, leaveOpen: true)) { write(stream); }
        return bytes.ToArray();
    }

    private static void WriteMessage(CodedOutputStream stream, int field, byte[] message)
    {
        stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        stream.WriteBytes(ByteString.CopyFrom(message));
    }

    private void Write(Action<CodedOutputStream> rest)
    {
        byte[] message = Message(stream =>
        {
            stream.WriteTag(WallTime, WireFormat.WireType.Fixed64);
            stream.WriteDouble(_time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            rest(stream);
        });
        byte[] length = new byte[sizeof(ulong)], checksum = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        foreach (byte[] part in new[] { length, message })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedChecksum(part));
            _file.Write(part);
            _file.Write(checksum);
        }
        // TensorBoard reads along.
        _file.Flush();
    }
}

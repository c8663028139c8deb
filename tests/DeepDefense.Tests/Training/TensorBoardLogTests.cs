using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using DeepDefense.Training;

namespace DeepDefense.Tests.Training;

public sealed class TensorBoardLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // RFC 3720, B.4: the CRC-32C of its test patterns; before the turn and the offset of TensorFlow's record format.
    [Theory]
    [InlineData(0x8a9136aau, 32, 0x00)]
    [InlineData(0x62a8ab43u, 32, 0xff)]
    public void The_checksum_is_the_published_one(uint crc, int count, byte value) =>
        Unmasked(TensorBoardLog.MaskedChecksum(Enumerable.Repeat(value, count).ToArray())).ShouldBe(crc);

    [Fact]
    public void The_checksum_of_the_nine_digits_is_the_published_one() =>
        Unmasked(TensorBoardLog.MaskedChecksum("123456789"u8)).ShouldBe(0xe3069283u);

    [Fact]
    public void A_file_begins_with_the_record_of_its_version()
    {
        string path = Write();
        byte[] file = File.ReadAllBytes(path);
        BinaryPrimitives.ReadUInt64LittleEndian(file).ShouldBe(24UL);
        // Event { wall_time: 1700000000.25, file_version: "brain.Event:2" }: fields 1 (64 bits) and 3 (bytes) of the message.
        byte[] version = [0x09, .. BitConverter.GetBytes(1700000000.25), 0x1a, 13, .. Encoding.ASCII.GetBytes("brain.Event:2")];
        file.AsSpan(12, 24).ToArray().ShouldBe(version);
    }

    [PythonFact]
    public void A_reader_in_another_language_finds_steps_tags_and_losses()
    {
        string script = Path.Combine(RealData.RepositoryRoot()!, "tests", "oracle", "read_events.py");
        using Process process = Process.Start(new ProcessStartInfo(PythonFactAttribute.Python, [script, Write()]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        output.ShouldBe("""
            1700000000.250 version brain.Event:2
            1700000000.250 1 loss/train 2.5
            1700000000.250 300 loss/train 0.125
            1700000000.250 7 loss/detector 0.693147

            """);
    }

    [Fact]
    public void Everything_is_told_on_and_what_is_no_training_is_not_written()
    {
        Recorder recorder = new();
        using (TensorBoardLog log = TensorBoardLog.Create(_folder.Path, recorder, new Fixed())) { log.Report(new StageProgress("scan", 0.5, "")); }
        recorder.Reports.Count.ShouldBe(1);
        new FileInfo(Directory.GetFiles(_folder.Path).Single()).Length.ShouldBe(8 + 4 + 24 + 4);
    }

    [Fact]
    public void A_clock_that_stands_still_gives_each_log_a_file_of_its_own()
    {
        for (int i = 0; i < 3; i++) { TensorBoardLog.Create(_folder.Path, null, new Fixed()).Dispose(); }
        Directory.GetFiles(_folder.Path).Length.ShouldBe(3);
    }

    [Fact]
    public void Each_event_is_in_the_file_at_once()
    {
        using TensorBoardLog log = TensorBoardLog.Create(_folder.Path, null, new Fixed());
        long before = new FileInfo(Directory.GetFiles(_folder.Path).Single()).Length;
        log.Report(new StageProgress("train", 0.5, "", new TrainingProgress(1, 2, 0.5)));
        new FileInfo(Directory.GetFiles(_folder.Path).Single()).Length.ShouldBeGreaterThan(before);
    }

    private static uint Unmasked(uint masked) => uint.RotateLeft(masked - 0xa282ead8, 15);

    private string Write()
    {
        using TensorBoardLog log = TensorBoardLog.Create(_folder.Path, null, new Fixed());
        log.Report(new StageProgress("train", 0.1, "", new TrainingProgress(1, 300, 2.5)));
        log.Report(new StageProgress("train", 1, "", new TrainingProgress(300, 300, 0.125)));
        log.Report(new StageProgress("detector", 1, "", new TrainingProgress(7, 7, Math.Log(2))));
        return Directory.GetFiles(_folder.Path, "events.out.tfevents.1700000000.250.deepdefense").Single();
    }

    private sealed class Fixed : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);
    }

    private sealed class Recorder : IProgress<StageProgress>
    {
        internal List<StageProgress> Reports { get; } = [];

        public void Report(StageProgress value) => Reports.Add(value);
    }
}

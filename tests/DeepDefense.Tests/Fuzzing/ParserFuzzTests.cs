using System.Text;
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Imaging;
using DeepDefense.Models;
using DeepDefense.Reporting;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Torch.Modules;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Tests.Fuzzing;

/// <summary>Whatever a file holds, its parser reads it or says what is wrong with it. <c>./test --fuzz N</c> tries N inputs in all.</summary>
public sealed class ParserFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("bmp")]
    [InlineData("ppm")]
    public void Changed_images_are_read_or_refused(string kind)
    {
        string[] files = [.. Directory.GetFiles(Numbers.OraclePath("images"), $"*.{kind}").Where(file => !Path.GetFileName(file).StartsWith("bad-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        files.ShouldNotBeEmpty();
        Try(kind, [.. files.Select(File.ReadAllBytes)], $"image.{kind}", path => ImageFile.Read(path));
    }

    [Fact]
    public void Changed_records_of_CIFAR_are_read_or_refused()
    {
        byte[] records = new byte[4 * 3073];
        for (int record = 0; record < 4; record++) { records[3073 * record] = (byte)record; }
        Directory.CreateDirectory(_folder["cifar"]);
        Try("cifar", [records], Path.Combine("cifar", "data_batch_1.bin"), _ => DatasetLoader.Open(_folder["cifar"], new DatasetOptions(), default));
    }

    [Theory]
    [InlineData("parquet/data/train-00000-of-00001.parquet")]
    [InlineData("tar/train-000000.tar")]
    [InlineData("grey.npz")]
    [InlineData("npy/x_train.npy")]
    [InlineData("npy/y_train.npy")]
    [InlineData("idx/raw/train-images-idx3-ubyte")]
    [InlineData("idx/raw/t10k-labels-idx1-ubyte.gz")]
    [InlineData("cifar/data_batch_1")]
    [InlineData("cifar2/data_batch_1")]
    [InlineData("toolbox/imgs")]
    [InlineData("toolbox/labels")]
    [InlineData("bench/attack_result.pt")]
    [InlineData("snappy-dictionary.parquet")]
    [InlineData("metadata/train/metadata.jsonl")]
    public void Changed_sets_of_others_are_read_or_refused(string name)
    {
        string root = name.Split('/')[0], from = Numbers.OraclePath("layouts");
        if (root != name)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(from, root), "*", SearchOption.AllDirectories)) { _folder.Write(Path.GetRelativePath(from, file), File.ReadAllBytes(file)); }
        }
        DatasetOptions options = new() { LabelColumn = root == "metadata" ? "species" : null };
        Try(name.Replace('/', '-'), [File.ReadAllBytes(Path.Combine(from, name))], name, _ => DatasetLoader.Open(_folder[root], options, default));
    }

    [Fact]
    public void Changed_manifests_are_read_or_refused()
    {
        ImageFile.WritePng(_folder["a.png"], new RgbImage(8, 8, new byte[192]));
        byte[] manifest = "path,label,split\na.png,cat,train\n\"a.png\",dog,test\na.png,dog,train\n"u8.ToArray();
        Try("manifest", [manifest], "set.csv", path => DatasetLoader.Open(path, new DatasetOptions(), default));
    }

    [Fact]
    public void Changed_networks_are_read_or_refused()
    {
        ModelDescription description = new() { Width = 2, ImageHeight = 16, ImageWidth = 16, ClassNames = ["a", "b"] };
        using (Classifier model = Classifier.Create(description, new Init(default, torch.CPU))) { model.Save(_folder["m"]); }
        Try("network", [File.ReadAllBytes(_folder["m"])], "m.safetensors", path => Classifier.Load(path, torch.CPU).Dispose());
    }

    [Fact]
    public void Changed_detectors_are_read_or_refused()
    {
        WiserNetOptions options = new() { Width = 9 };
        LabeledImages clean = SyntheticImages.Create(new SyntheticOptions { TrainCount = 4, TestCount = 1, Size = 16, ClassCount = 2 }, default).Train;
        using (StegoDetector detector = StegoDetector.Calibrate(new WiserNet(options, new Init(default, torch.CPU)), options, new TriggerSource(new BadNetsOptions()), clean,
            new Compute(torch.CPU, Precision.Float32), default)) { detector.Save(_folder["d"]); }
        Try("detector", [File.ReadAllBytes(_folder["d"])], "d.safetensors", path => StegoDetector.Load(path, torch.CPU).Dispose());
    }

    [Fact]
    public void Changed_contracts_are_read_or_refused() => Try("contract",
        ["image-size: [32, 32]\nchannels: bgr\nrange: 255\nmean: [0.1, 0.2, 0.3]\nstd: [1, 1, 1]\noutput: logits\nclasses: [cat, \"dog\"]\n"u8.ToArray()], "m.yaml", path => ContractFile.Read(path));

    [Fact]
    public void Changed_poison_manifests_are_read_or_refused()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 20, TestCount = 1, Size = 16, ClassCount = 2 }, default).Train;
        PoisonManifest.Of(Poisoning.Poison(images, new BadNetsOptions().CreateTrigger(), new PoisonOptions(), default)).Write(_folder["poison.json"]);
        Try("poison", [File.ReadAllBytes(_folder["poison.json"])], "poison.json", path => PoisonManifest.Read(path));
    }

    [Fact]
    public void Changed_tables_of_scores_are_read_or_refused()
    {
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 8, TestCount = 1, Size = 16, ClassCount = 2 }, default).Train;
        ScanCsv.Write(_folder["scan.csv"], images, new ScanReport([.. Enumerable.Range(0, 8).Select(i => i * 0.5)], 1, null, null, [3, 4, 5, 6, 7], [7, 6]));
        Try("scores", [File.ReadAllBytes(_folder["scan.csv"])], "scan.csv", path => ScanCsv.Read(path, images));
    }

    [Fact]
    public void Changed_arrays_are_read_or_refused()
    {
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n";
        byte[] array = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[24]];
        Try("array", [array], "a.npy", path => NpyFile.Read(path));
    }

    public void Dispose() => _folder.Dispose();

    private void Try(string parser, IReadOnlyList<byte[]> valid, string name, Action<string> read) => Mutation.Run(parser, valid,
        bytes => read(_folder.Write(name, bytes)),
        e => e is IOException or UnauthorizedAccessException or DatasetException or ImageFormatException or ModelFormatException or PoisonManifestException);
}

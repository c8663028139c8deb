// Which images of a training set are poisoned?
//   FindPoison TRAIN CLEAN    two labelled sets of one image size: the one in doubt, and one known to be clean
//   FindPoison                synthetic images, a tenth of them poisoned
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

TorchRuntime.Initialize();
Compute compute = Compute.Auto(torch.CPU);
Seed seed = new(1);
Trigger trigger = new BadNetsTrigger(new BadNetsOptions());

(LabeledImages suspicious, LabeledImages clean) = args is [string train, string known] ? (Open(train), Open(known)) : Synthetic();
using StegoDetector detector = DetectorTraining.Train(clean, trigger, new DetectorOptions { Iterations = 150 }, compute, seed.For("detector"));
ScanReport scan = DatasetScanner.Scan(suspicious, detector, new ScanOptions(), compute);

Console.WriteLine($"{scan.Flagged.Length} of {suspicious.Count} images flagged; suspected target: {scan.SuspectedTarget?.ToString() ?? "none"}");
foreach (int image in scan.Isolated.Take(10)) { Console.WriteLine($"{scan.Scores[image]:F2}  {suspicious.SourceOf(image)}"); }

LabeledImages Open(string path) => DatasetLoader.Open(path, new DatasetOptions { TestFraction = 0 }, seed.For("data")).Dataset.Train;

(LabeledImages Suspicious, LabeledImages Clean) Synthetic()
{
    LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1200, TestCount = 1 }, seed.For("synthetic")).Train;
    LabeledImages half = images.Subset([.. Enumerable.Range(0, 600)]), other = images.Subset([.. Enumerable.Range(600, 600)]);
    return (Poisoning.Poison(half, trigger, new PoisonOptions(), seed.For("poisoning")).Images, other);
}

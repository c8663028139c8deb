// Algorithm 1 in a few lines: a network learns a backdoor; the poisoned images are found; the backdoor is unlearned.
using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;
using DeepDefense.Datasets;
using DeepDefense.Evaluation;
using DeepDefense.Mitigation.Unlearning;
using DeepDefense.Models;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;
using DeepDefense.Training;

TorchRuntime.Initialize();
Compute compute = Compute.Auto(torch.CPU);
Seed seed = new(1);
Trigger trigger = new BadNetsTrigger(new BadNetsOptions());

Dataset data = SyntheticImages.Create(new SyntheticOptions { TrainCount = 1500, TestCount = 300, Size = 16, ClassCount = 4 }, seed.For("data"));
LabeledImages clean = data.Train.Subset([.. Enumerable.Range(0, 500)]), rest = data.Train.Subset([.. Enumerable.Range(500, 1000)]);
PoisonedImages poisoned = Poisoning.Poison(rest, trigger, new PoisonOptions(), seed.For("poisoning"));
ModelDescription description = new() { Width = 8, ImageHeight = 16, ImageWidth = 16, ClassNames = data.Train.ClassNames };
using Classifier model = ClassifierTraining.Train(poisoned.Images, description, new ClassifierTrainingOptions { Epochs = 15 }, compute, seed.For("victim"));
TriggeredTestSet triggered = new(data.Test, trigger, new PoisonOptions());
ModelMetrics before = ClassifierEvaluation.Measure(model, data.Test, triggered, compute);

using StegoDetector detector = DetectorTraining.Train(clean, trigger, new DetectorOptions { Iterations = 150 }, compute, seed.For("detector"));
ScanReport scan = DatasetScanner.Scan(poisoned.Images, detector, new ScanOptions(), compute);
if (scan.Isolated.Length > 0)
{
    BackdoorUnlearning.Unlearn(model, poisoned.Images.Subset(scan.Isolated), clean, new UnlearningOptions(), compute, seed.For("unlearning"));
}
ModelMetrics after = ClassifierEvaluation.Measure(model, data.Test, triggered, compute);

Console.WriteLine($"CA  {before.CleanAccuracy:P1} -> {after.CleanAccuracy:P1}");
Console.WriteLine($"ASR {before.AttackSuccessRate:P1} -> {after.AttackSuccessRate:P1}");

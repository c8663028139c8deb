using System.Diagnostics;
using System.Globalization;
using DeepDefense.Bench;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

// Prints one line a measurement: form, workload, images, median seconds. `bench/run` puts them beside PyTorch's.
TorchRuntime.Initialize();
TorchRuntime.Threads = int.Parse(args.ElementAtOrDefault(0) ?? "2", CultureInfo.InvariantCulture);
double budget = double.Parse(args.ElementAtOrDefault(1) ?? "8", CultureInfo.InvariantCulture);
string wanted = args.ElementAtOrDefault(2) ?? "";
Precision best = Compute.Auto(torch.CPU).Precision;
WiserNetOptions composed = new() { Width = 72 };
WiserNetOptions separate = composed with { Bottom = WiserNetBottom.Separate };

foreach (Workload workload in Workload.All(separate)) { Measure("fp32-nhwc", workload, Precision.Float32); }
foreach (Workload workload in Workload.All(composed)) { Measure("default", workload, best); }

void Measure(string form, Workload workload, Precision precision)
{
    if (!$"{form} {workload.Name}".Contains(wanted, StringComparison.Ordinal)) { return; }
    Func<double> once = workload.Prepare(precision);
    once();
    List<double> seconds = [];
    long start = Stopwatch.GetTimestamp();
    while (seconds.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < budget) { seconds.Add(once()); }
    seconds.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{form}\t{workload.Name}\t{workload.Batch}\t{seconds[seconds.Count / 2]:R}"));
}

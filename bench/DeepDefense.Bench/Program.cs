using System.Diagnostics;
using System.Globalization;
using DeepDefense.Bench;
using DeepDefense.Steganalysis;
using DeepDefense.Torch;

// Prints one line a measurement: form, what, images (of a peak: 10^9 operations), median seconds. `bench/run` puts them beside
// PyTorch's, `bench/profile` takes one apart.
TorchRuntime.Initialize();
TorchRuntime.Threads = int.Parse(args.ElementAtOrDefault(0) ?? "2", CultureInfo.InvariantCulture);
double budget = double.Parse(args.ElementAtOrDefault(1) ?? "8", CultureInfo.InvariantCulture);
string wanted = args.ElementAtOrDefault(2) ?? "";
Compute best = Compute.Auto(torch.CPU);
WiserNetOptions composed = new() { Width = 72 };

foreach (Workload workload in Workload.All(composed with { Bottom = WiserNetBottom.Separate }, inInt8: false)) { Measure("fp32-nhwc", workload.Name, workload.Batch, () => workload.Prepare(Precision.Float32)); }
foreach (Workload workload in Workload.All(composed, best.ScoresInInt8)) { Measure("default", workload.Name, workload.Batch, () => workload.Prepare(best.Precision)); }
foreach (Peak peak in Peak.All()) { Measure("peak", peak.Name, peak.BillionOperations, () => peak.Once); }

void Measure(string form, string name, double amount, Func<Func<double>> prepare)
{
    if (!$"{form} {name}".Contains(wanted, StringComparison.Ordinal)) { return; }
    Func<double> once = prepare();
    once();
    List<double> seconds = [];
    long start = Stopwatch.GetTimestamp();
    while (seconds.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < budget) { seconds.Add(once()); }
    seconds.Sort();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{form}\t{name}\t{amount:R}\t{seconds[seconds.Count / 2]:R}"));
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepDefense.Cli.Commands;
using DeepDefense.Cli.Paths;
using DeepDefense.Reporting;
using DeepDefense.Torch;
using DeepDefense.Torch.Distributed;
using DeepDefense.Torch.Serialization;

namespace DeepDefense.Cli;

/// <summary>The options that commands share.</summary>
internal sealed class CommonOptions
{
    internal const string Output = "--out", Resumption = "--resume", Replacement = "--force", ThreadsName = "--threads";
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of all randomness.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _json = JsonOption();
    private readonly Option<string> _device = new("--device") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };

    private readonly Option<string> _precision = new("--precision")
    {
        Description = "auto takes bf16 where the processor multiplies it faster than fp32, and scores with detectors in int8 where it has VNNI.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int> _threads = ThreadsOption();
    private readonly PathOption _out;
    private readonly PathOption _logFolder = new("--tensorboard", PathUse.OutputStore) { Description = "Folder for an event file of TensorBoard with the losses. [default: none]" };
    private readonly Option<bool> _force = new(Replacement) { Description = "Replace what is written and exists already." };
    private readonly Terminal _terminal;
    private readonly Option<bool> _resume = new(Resumption) { Description = "Go on with what an interrupted run of this command left." };

    /// <param name="command">The command that gets them.</param>
    /// <param name="outDescription">What --out is.</param>
    /// <param name="outRequired">Whether it must be given.</param>
    /// <param name="resumable">Whether the command keeps a state to go on from; short ones start anew.</param>
    /// <param name="logged">Whether it trains without a run folder that losses could go to.</param>
    /// <param name="use">What is written to --out.</param>
    /// <param name="computes">Whether it uses <see cref="Compute(ParseResult)"/>.</param>
    internal CommonOptions(WorkCommand command, string outDescription, bool outRequired = false, bool resumable = false, bool logged = false, bool computes = true,
        PathUse use = PathUse.OutputFile)
    {
        _terminal = command.Terminal;
        _precision.AcceptOnlyFromAmong("auto", "fp32", "bf16");
        _out = new PathOption(Output, use) { Description = outDescription, Required = outRequired };
        Option[] work = [_device, _precision, _threads], all = [_out, _force, _seed, _json, .. computes ? work : []];
        foreach (Option option in all) { command.Options.Add(option); }
        if (resumable) { command.Options.Add(_resume); }
        if (logged) { command.Options.Add(_logFolder); }
    }

    /// <summary>The option of a command that has a result and no other common option.</summary>
    internal static Option<bool> JsonOption() => new("--json") { Description = "Print one JSON object on stdout, nothing else." };

    /// <summary>The option of a command that computes.</summary>
    internal static Option<int> ThreadsOption(string among = "the processors that other programs leave free") => new(ThreadsName)
    {
        Description = $"Threads of one operator; by default {among}, or of ranks on one machine, which divide them, an equal part.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    /// <summary>Its value.</summary>
    /// <exception cref="UsageException">It is below 1.</exception>
    internal static int ThreadsOf(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is >= 1 and int threads
        ? threads
        : throw new UsageException($"--threads {parsed.GetValue(option)}: must be at least 1");

    internal Seed Seed(ParseResult parsed) => new(parsed.GetValue(_seed));

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    internal bool Resume(ParseResult parsed) => parsed.GetValue(_resume);

    internal bool Force(ParseResult parsed) => parsed.GetValue(_force);

    internal string? LogFolder(ParseResult parsed) => parsed.GetValue(_logFolder);

    /// <summary>Files that the losses go to, as a plan lists them.</summary>
    internal IEnumerable<string> LogFiles(ParseResult parsed) => LogFolder(parsed) is string folder ? [Path.Combine(folder, "events.out.tfevents.*")] : [];

    internal string? Out(ParseResult parsed) => parsed.GetValue(_out);

    /// <summary>Refuses what would be ignored: it is a misunderstanding.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reason">Why, after the name of the option: "is no option of ...".</param>
    /// <param name="options">What must not be given.</param>
    /// <exception cref="UsageException">One is.</exception>
    internal static void Refuse(ParseResult parsed, string reason, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false }) { throw new UsageException($"{option.Name} {reason}"); }
        }
    }

    /// <summary>Refuses the options of a computation where nothing is computed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="reason">As at <see cref="Refuse"/>.</param>
    internal void RefuseWork(ParseResult parsed, string reason) => Refuse(parsed, reason, _device, _precision, _threads);

    /// <summary>Writes the result to the file of --out, if one is given.</summary>
    internal void Keep(ParseResult parsed, object result)
    {
        if (Out(parsed) is string file) { AtomicFile.WriteText(file, JsonSerializer.Serialize(result, DeepDefense.Json.Indented)); }
    }

    /// <summary>The same for one of several ranks: by default its part of the processors.</summary>
    internal static int ThreadsOf(ParseResult parsed, Option<int> option, ProcessGroup group) =>
        parsed.GetResult(option) is { Implicit: false } ? ThreadsOf(parsed, option) : group.Processors;

    /// <summary>The same for one that works alone: by default the processors that other programs leave free.</summary>
    internal static int FreeThreads(ParseResult parsed, Option<int> option, Terminal terminal)
    {
        if (parsed.GetResult(option) is { Implicit: false }) { return ThreadsOf(parsed, option); }
        (int free, int usable) = (ProcessorCount.Free(), ProcessorCount.Usable);
        if (free < usable) { terminal.Say($"other programs keep processors busy: computing with {free} thread{(free == 1 ? "" : "s")} instead of {usable} ({ThreadsName} {usable} takes all)"); }
        return free;
    }

    /// <summary>As <see cref="Compute(ParseResult)"/>, for ranks that divide the work.</summary>
    /// <exception cref="InvalidDataException">The first of them is another program, or computes in other numbers.</exception>
    internal Compute Compute(ParseResult parsed, ProcessGroup group, CancellationToken cancellation)
    {
        Compute compute = Compute(parsed, group);
        group.RequireSame("what to compute with", $"DeepDefense {Tool.Version}, libtorch {TorchRuntime.Version}, {compute.Device.type}, {compute.Numbers} (--precision)", cancellation);
        return compute with { Group = group };
    }

    /// <summary>Prepares libtorch and says where and in what numbers to compute.</summary>
    internal Compute Compute(ParseResult parsed) => Compute(parsed, ProcessGroup.Alone);

    private Compute Compute(ParseResult parsed, ProcessGroup group)
    {
        TorchRuntime.Initialize();
        TorchRuntime.Threads = group.Size > 1 ? ThreadsOf(parsed, _threads, group) : FreeThreads(parsed, _threads, _terminal);
        Device device = ParseDevice(parsed.GetValue(_device)!);
        return parsed.GetValue(_precision) switch
        {
            "fp32" => new Compute(device, Precision.Float32),
            "bf16" when device.type == DeviceType.CPU && !TorchRuntime.CpuHasBFloat16 =>
                throw new UsageException("--precision bf16: this processor has neither avx512_bf16 nor AMX"),
            "bf16" => new Compute(device, Precision.BFloat16),
            _ => Torch.Compute.Auto(device),
        };
    }

    private static Device ParseDevice(string text)
    {
        if (text == "cpu") { return torch.CPU; }
        string number = text == "cuda" ? "0" : text.StartsWith("cuda:", StringComparison.Ordinal) ? text[5..] : "";
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            throw new UsageException($"--device '{text}': expected cpu, cuda or cuda:N");
        }
        return index < TorchRuntime.CudaDevices
            ? new Device(DeviceType.CUDA, index)
            : throw new UsageException($"--device {text}: this libtorch sees {TorchRuntime.CudaDevices.ToString(CultureInfo.InvariantCulture)} CUDA devices ({TorchRuntime.LoadedFrom}); deepdefense doctor tells what to do");
    }
}

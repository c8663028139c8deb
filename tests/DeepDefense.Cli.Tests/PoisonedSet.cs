using DeepDefense.Tests;

namespace DeepDefense.Cli.Tests;

/// <summary>A poisoned set, clean images, a detector and a model, made once by the program itself.</summary>
public sealed class PoisonedSet : IAsyncLifetime, IDisposable
{
    /// <summary>Options of a detector that sees the trigger of the synthetic set after seconds of training.</summary>
    internal static readonly string[] Detector = ["--detector-iterations", "80", "--detector-width", "9"];
    private readonly TemporaryFolder _folder = new();

    internal string Poisoned => In("poisoned");

    internal string Clean => In("clean-images");

    /// <summary>Clean images that the detector never saw.</summary>
    internal string Unseen => In("unseen");

    internal string DetectorFile => In("detector.safetensors");

    internal string Model => In("model.safetensors");

    public async Task InitializeAsync()
    {
        await Succeed("poison", "--out", Poisoned, "--clean-out", Clean);
        await Succeed("poison", "--seed", "2", "--out", In("other"), "--clean-out", Unseen);
        await Succeed(["detector", "train", "--clean", Clean, "--out", DetectorFile, .. Detector]);
        await Succeed("train", "--data", Poisoned, "--out", Model, "--width", "2", "--epochs", "1");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    internal string In(string name) => _folder[name];

    internal string Copy(string folder, string name)
    {
        Directory.CreateDirectory(In(name));
        foreach (string file in Directory.GetFiles(folder)) { File.Copy(file, Path.Combine(In(name), Path.GetFileName(file))); }
        return In(name);
    }

    internal static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using CommandProcess process = CommandProcess.Start(args);
        return await process.End();
    }

    private static async Task Succeed(params string[] args)
    {
        (int code, _, string error) = await Run(args);
        code.ShouldBe(ExitCode.Success, error);
    }
}

using System.IO.Compression;
using DeepDefense.Torch.Tests;

namespace DeepDefense.Packages.Tests;

/// <summary>The packages as a stranger gets them: from a folder, into a project that knows nothing of this repository.</summary>
public sealed class PackagesTests : IClassFixture<PackagesTests.Feed>
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="DeepDefense" Version="0.1.0" />
            <Using Include="TorchSharp" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using DeepDefense.Attacks;
        using DeepDefense.Datasets;
        using DeepDefense.Torch;

        TorchRuntime.Initialize();
        LabeledImages images = SyntheticImages.Create(new SyntheticOptions { TrainCount = 4, TestCount = 1 }, new Seed(1)).Train;
        byte[] triggered = Triggers.Create("badnets").Apply(images.Pixels, images.Height, images.Width);
        using torch.Tensor pixels = triggered.ToTensor([images.Count, 3, images.Height, images.Width]);
        Console.WriteLine(string.Join(' ', pixels.shape));
        """;

    private readonly Feed _feed;

    public PackagesTests(Feed feed) => _feed = feed;

    [Fact]
    public async Task The_library_installs_into_an_empty_project_and_finds_libtorch()
    {
        string project = _feed.Folder["empty"];
        Directory.CreateDirectory(project);
        await File.WriteAllTextAsync(Path.Combine(project, "empty.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Program);
        await File.WriteAllTextAsync(Path.Combine(project, "nuget.config"),
            $"<configuration><config><add key=\"globalPackagesFolder\" value=\"{_feed.Folder["cache"]}\" /></config>"
            + $"<fallbackPackageFolders><add key=\"machine\" value=\"{Feed.MachineCache}\" /></fallbackPackageFolders>"
            + $"<packageSources><add key=\"local\" value=\"{_feed.Packages}\" /></packageSources></configuration>");
        (await DotNet.Run(project, "run", "-c", "Release")).Trim().ShouldEndWith("4 3 32 32");
    }

    [Fact]
    public async Task The_tool_installs_and_runs()
    {
        string place = _feed.Folder["tools"];
        await DotNet.Run(_feed.Folder.Path, "tool", "install", "DeepDefense.Cli", "--tool-path", place, "--source", _feed.Packages, "--version", "0.1.0");
        using System.Diagnostics.Process tool = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Path.Combine(place, "deepdefense"), ["correlate", "--json"]) { RedirectStandardOutput = true })!;
        (await tool.StandardOutput.ReadToEndAsync()).ShouldContain("\"trigger\": \"badnets\"");
        await tool.WaitForExitAsync();
        tool.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("DeepDefense.0.1.0", "lib/net10.0/DeepDefense.dll")]
    [InlineData("DeepDefense.0.1.0", "lib/net10.0/DeepDefense.xml")]
    [InlineData("DeepDefense.0.1.0", "README.md")]
    [InlineData("DeepDefense.Torch.0.1.0", "lib/net10.0/DeepDefense.Torch.dll")]
    [InlineData("DeepDefense.Cli.linux-x64.0.1.0", "tools/net10.0/linux-x64/libtorch/libtorch_cpu.so")]
    public async Task A_package_has_its_parts(string package, string part)
    {
        await using ZipArchive archive = await ZipFile.OpenReadAsync(Path.Combine(_feed.Packages, package + ".nupkg"));
        archive.Entries.Select(entry => entry.FullName).ShouldContain(part);
    }

    [Fact]
    public async Task The_library_asks_for_TorchSharp_and_the_libtorch_of_this_platform()
    {
        await using ZipArchive archive = await ZipFile.OpenReadAsync(Path.Combine(_feed.Packages, "DeepDefense.Torch.0.1.0.nupkg"));
        using StreamReader reader = new(await archive.GetEntry("DeepDefense.Torch.nuspec")!.OpenAsync());
        string specification = await reader.ReadToEndAsync();
        specification.ShouldContain("<dependency id=\"TorchSharp\" version=\"0.107.0\"");
        specification.ShouldContain("<dependency id=\"libtorch-cpu-linux-x64\" version=\"2.10.0\"");
    }

    /// <summary>A folder with the packages.</summary>
    public sealed class Feed : IAsyncLifetime
    {
        internal TemporaryFolder Folder { get; } = new();

        internal string Packages => Folder["packages"];

        /// <summary>Where packages of others lie already.</summary>
        internal static string MachineCache { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        public Task InitializeAsync() => DotNet.RunScript(Path.Combine("eng", "pack"), Packages);

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}

namespace DeepDefense.Torch.Tests.Loading;

public sealed class NativeLoadingTests : IDisposable
{
    private const string Debian = "/usr/lib/x86_64-linux-gnu";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_has_the_libtorch_beside_it() => Child.Run(null).ShouldBe((0, TorchRuntime.LoadedFrom));

    [Fact]
    public void A_libtorch_that_the_user_names_is_the_only_one() =>
        Child.RunAlone(_folder, Child.Linked(_folder, "other")).ShouldBe((0, TorchRuntime.LoadedFrom));

    [Fact]
    public void A_libtorch_in_the_folder_for_it_is_the_only_one()
    {
        Child.Linked(_folder, "libtorch");
        Child.RunAlone(_folder, null).ShouldBe((0, TorchRuntime.LoadedFrom));
    }

    [Fact]
    public void The_one_that_the_user_names_goes_before_the_folder_for_it()
    {
        Directory.CreateDirectory(_folder["libtorch"]);
        File.WriteAllBytes(_folder["libtorch/libtorch_cpu.so"], []);
        Child.RunAlone(_folder, Child.Linked(_folder, "other")).ShouldBe((0, TorchRuntime.LoadedFrom));
    }

    [Fact]
    public void A_folder_without_libtorch_is_refused() => Child.RunAlone(_folder, "/nowhere").ShouldBe((1,
        "DEEPDEFENSE_LIBTORCH=/nowhere: there is no libtorch_cpu.so; name the folder with it, for example torch/lib of a PyTorch 2.10 installation"));

    [Fact]
    public void A_second_libtorch_is_refused() => Child.Run(Child.Linked(_folder, "other")).ShouldBe((1,
        $"DEEPDEFENSE_LIBTORCH={_folder["other"]}: the program has a libtorch of its own, {TorchRuntime.LoadedFrom}, which goes first; "
        + "leave the reference to the package libtorch-cpu-<platform> out"));

    [Fact]
    public void A_file_that_is_no_library_is_refused()
    {
        string broken = Directory.CreateDirectory(_folder["broken"]).FullName;
        File.WriteAllBytes(Path.Combine(broken, "libtorch_cpu.so"), []);
        Child.RunAlone(_folder, broken).ShouldBe((1, $"{broken}: libtorch cannot be loaded: {broken}/libtorch_cpu.so: file too short"));
    }

    // One line: TorchSharp itself prints a page, and copies a libtorch from the package cache beside the program.
    [Fact]
    public void A_program_without_libtorch_is_told_so()
    {
        (int exitCode, string output) = Child.RunAlone(_folder, null);
        (exitCode, output.Contains('\n', StringComparison.Ordinal)).ShouldBe((1, false), output);
    }

    [Fact]
    public void Nothing_is_put_beside_a_program_without_libtorch()
    {
        Child.RunAlone(_folder, null);
        Directory.GetDirectories(_folder.Path).ShouldBeEmpty();
    }

    [DebianLibtorchFact]
    public void A_libtorch_that_is_too_old_is_refused() =>
        Child.RunAlone(_folder, Debian).ShouldBe((1, $"{Debian}: libtorch before 2.10; expected 2.10"));

    [DebianLibtorchFact]
    public void A_libtorch_of_the_system_that_is_too_old_is_refused() => Child.RunAlone(_folder, null).ShouldBe((1,
        $"{File.ResolveLinkTarget($"{Debian}/libtorch_cpu.so", returnFinalTarget: true)} is libtorch before 2.10; reference the package "
        + "libtorch-cpu-<platform> beside TorchSharp, or set DEEPDEFENSE_LIBTORCH to the folder of a libtorch 2.10"));

    private sealed class DebianLibtorchFactAttribute : FactAttribute
    {
        public DebianLibtorchFactAttribute()
        {
            if (!File.Exists($"{Debian}/libtorch_cpu.so")) { Skip = "no libtorch of Debian's: apt-get install libtorch-dev"; }
        }
    }
}

using DeepDefense.Torch.Scripting;
using DeepDefense.Torch.Serialization;
using DeepDefense.Torch.Weights;

namespace DeepDefense.Torch.Tests.Weights;

/// <summary>Tensors that are the same numbers of the file, as tied weights are.</summary>
public sealed class SharedNumbersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 0)]
    public void Two_names_of_the_same_numbers_may_get_equal_values(int from, float first)
    {
        string path = SavedWeights.Archive(_folder["a.pth"], SavedWeights.Pickle(("a", SavedWeights.Whole), ("b", Tail(from))));
        float[] values = [first, 5, 6];
        using (WeightsFile file = WeightsFile.Read(path)) { file.Write(_folder["new.pth"], name => name == "a" ? values.ToTensor([3]) : values[from..].ToTensor([3 - from])); }
        using WeightsFile again = WeightsFile.Read(_folder["new.pth"]);
        again.Tensors[1].Tensor.ToArray<float>().ShouldBe(values[from..]);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public void Two_names_of_the_same_numbers_with_values_that_differ_are_refused(int from, bool staysUnnamed)
    {
        string path = SavedWeights.Archive(_folder["a.pth"], SavedWeights.Pickle(("a", SavedWeights.Whole), ("b", Tail(from))));
        using WeightsFile file = WeightsFile.Read(path);
        Should.Throw<ModelFormatException>(() => file.Write(_folder["new.pth"], name => name == "b" ? new float[3 - from].ToTensor([3 - from]) : staysUnnamed ? null : new[] { 4f, 5f, 6f }.ToTensor([3])))
            .Message.ShouldStartWith($"{path}: tensor 'a': found numbers that are also those of b, and new values that differ; expected equal ones");
        File.Exists(_folder["new.pth"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void A_number_that_is_repeated_gets_one_value(float last, bool isWritten)
    {
        string path = SavedWeights.Archive(_folder["a.pth"], SavedWeights.Pickle(("a", new PickledTensor(SavedWeights.Whole.Storage, 1, [2], [0], false))));
        using WeightsFile file = WeightsFile.Read(path);
        void Write() => file.Write(_folder["new.pth"], _ => new[] { 4f, last }.ToTensor([2]));
        if (isWritten) { Write(); }
        else { Should.Throw<ModelFormatException>(Write).Message.ShouldContain("another place in itself"); }
    }

    private static PickledTensor Tail(int from) => new(SavedWeights.Whole.Storage, from, [3 - from], [1], false);
}

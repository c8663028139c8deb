using System.Text.RegularExpressions;

namespace DeepDefense.Datasets.Layouts;

/// <summary>VGGFace2's layout: <c>train/n000001/0001_01.jpg</c>, one folder a person, and <c>test/</c> alike. Faces
/// differ in size there, so they are resized to the 64 x 64 of the paper unless another size is declared.</summary>
internal sealed partial class VggFace2Layout : IDatasetLayout
{
    private const int PaperSize = 64;

    private readonly ImageFolderLayout _folders = new();

    public string Name => "VGGFace2";

    public bool Recognizes(string folder)
    {
        string train = Path.Combine(folder, ImageFolderLayout.Train);
        return _folders.Recognizes(folder) && Directory.Exists(train)
            && ImageFiles.FoldersIn(train) is { Length: > 0 } people && people.All(name => Person().IsMatch(name));
    }

    public LoadedSets Load(LoadRequest request) =>
        _folders.Load(request with { Options = request.Options with { Size = request.Options.Size ?? PaperSize } });

    [GeneratedRegex(@"^n\d{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Person();
}

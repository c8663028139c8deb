using System.Text.RegularExpressions;

namespace DeepDefense.Datasets.Layouts;

/// <summary>VGGFace2's layout: <c>train/n000001/0001_01.jpg</c>, one folder a person, and <c>test/</c> alike. Faces
/// differ in size there, so they are resized to the 64 x 64 of the paper unless another size is declared.</summary>
internal sealed partial class VggFace2Layout : ImageFileLayout
{
    private readonly ImageFolderLayout _folders = new();

    public override string Name => "VGGFace2";

    internal override int? UsualSize => 64;

    public override bool Recognizes(string path)
    {
        string train = Path.Combine(path, ImageFolderLayout.Train);
        return _folders.Recognizes(path) && Directory.Exists(train)
            && ImageFiles.FoldersIn(train) is { Length: > 0 } people && people.All(name => Person().IsMatch(name));
    }

    private protected override FileListing List(LoadRequest request) => ImageFolderLayout.ListFolders(request);

    [GeneratedRegex(@"^n\d{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Person();
}

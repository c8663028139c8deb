using DeepDefense.Evidence.Appearance;
using DeepDefense.Imaging;

namespace DeepDefense.Reporting.Sections;

/// <summary>What the trigger looks like.</summary>
internal static class AppearanceSection
{
    internal static Html Of(TriggerAppearance? appearance) => appearance is null ? default : Html.Of($"""
        <section id="appearance">
        <h2>What the trigger looks like</h2>
        <p>{Sentences(appearance)}</p>
        <div class="panels">{AppearancePicture.Panels(appearance).Select(panel => Figure(panel.Title, panel.Picture))}</div>
        </section>

        """);

    private static Html Figure(string title, RgbImage picture) => Html.Of($"""
        <figure><img src="{Html.PngUri(Codec.EncodePng(picture))}" alt="{title}"><figcaption>{title}</figcaption></figure>
        """);

    private static string Sentences(TriggerAppearance appearance)
    {
        string compared = $"{Show.Count(appearance.Images)} isolated images, compared with {Show.Count(appearance.Like)} clean ones";
        return appearance.Kind switch
        {
            AppearanceKind.FixedPatch => $"In {compared}, the same {Place(appearance)} carry the same colours. {Opacity(appearance)} {Halves(appearance)}",
            AppearanceKind.FixedPattern => $"In {compared}, one pattern lies over the whole image. {Opacity(appearance)} {Halves(appearance)}",
            AppearanceKind.DiffersFromImageToImage => $"The trigger differs from image to image: in {compared}, fine detail is {(appearance.DetailShift > 0 ? "stronger" : "weaker")}, but not in one "
                + $"place or form. {Halves(appearance)} Images of another source, or compressed otherwise, look the same to this test.",
            _ when appearance.HalvesCorrelation is null => $"Too few images to see a trigger: {compared}; at least {TriggerAppearance.LeastImages} of each are needed.",
            _ => $"Nothing is seen: {compared}, show no common form and no other fine detail. {Halves(appearance)}",
        };
    }

    private static string Place(TriggerAppearance appearance)
    {
        PixelBox box = appearance.Box!.Value;
        int covered = appearance.Mask!.Count(share => share > 0);
        string form = covered == box.Height * box.Width ? $"{box.Width} x {box.Height} pixels" : $"{covered} pixels within {box.Width} x {box.Height}";
        return $"{form} (from row {box.Top}, column {box.Left})";
    }

    private static string Opacity(TriggerAppearance appearance) => appearance.Opacity switch
    {
        null => "It is added: the images keep their contrast below it.",
        >= 0.95 => "They overwrite what was there.",
        double share => $"It takes about {100 * share:0} % of each pixel.",
    };

    private static string Halves(TriggerAppearance appearance) =>
        $"Two halves of the images agree on it by {Show.Score(appearance.HalvesCorrelation!.Value)} (1: the same, 0: nothing in common).";
}

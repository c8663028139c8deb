using DeepDefense.Datasets;
using DeepDefense.Steganalysis.Mixture;
using DeepDefense.Torch;

namespace DeepDefense.Tests.Steganalysis.Mixture;

/// <summary>What every random change keeps, families and hard negatives alike.</summary>
public sealed class PerturbationContractTests
{
    private const int Draws = 40;
    private static readonly LabeledImages Photographs = SyntheticImages.Create(new SyntheticOptions { TrainCount = 20, TestCount = 1 }, new Seed(1)).Train;

    private static readonly string[] Names = [.. Enum.GetNames<PerturbationFamilies>().Except([nameof(PerturbationFamilies.None)])];

    public static TheoryData<string> Families { get; } = [.. Names];

    public static TheoryData<string> All { get; } = [.. Names, .. Perturbations.HardNegatives.Select(change => change.GetType().Name)];

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_seed_gives_the_same_image_and_other_seeds_others(string name)
    {
        IPerturbation change = Named(name);
        Changed(change, 1, new Scene(Photographs)).ShouldBe(Changed(change, 1, new Scene(Photographs)));
        Enumerable.Range(0, Draws).Select(draw => Convert.ToHexString(Changed(change, draw, new Scene(Photographs)))).Distinct().Count().ShouldBeGreaterThan(Draws / 4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Most_draws_change_something(string name) =>
        Enumerable.Range(0, Draws).Count(draw => Change(Named(name), draw, new Scene(Photographs)) > 0).ShouldBeGreaterThan(Draws * 3 / 4);

    [Theory]
    [MemberData(nameof(Families))]
    public void An_easy_lesson_changes_more_than_one_of_all_strengths(string name)
    {
        long easy = Enumerable.Range(0, Draws).Sum(draw => Change(Named(name), draw, new Scene(Photographs, Ease: 1)));
        easy.ShouldBeGreaterThan(Enumerable.Range(0, Draws).Sum(draw => Change(Named(name), draw, new Scene(Photographs))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Images_may_be_small_and_not_square(string name)
    {
        LabeledImages narrow = new(Photographs.Pixels[..(4 * 3 * 3 * 5)].ToArray(), [0, 0, 0, 0], 3, 5, ["one"]);
        Scene scene = new(narrow);
        for (int draw = 0; draw < Draws; draw++) { Named(name).Apply(narrow.Image(0).ToArray(), scene, new Seed((ulong)draw).Stream()); }
    }

    private static IPerturbation Named(string name) => Enum.TryParse(name, out PerturbationFamilies family)
        ? Perturbations.Of(family).Single()
        : Perturbations.HardNegatives.Single(change => change.GetType().Name == name);

    private static long Change(IPerturbation change, int draw, Scene scene)
    {
        byte[] after = Changed(change, draw, scene);
        return after.Zip(Photographs.Image(0).ToArray()).Sum(pair => Math.Abs((long)pair.First - pair.Second));
    }

    private static byte[] Changed(IPerturbation change, int draw, Scene scene)
    {
        byte[] pixels = Photographs.Image(0).ToArray();
        change.Apply(pixels, scene, new Seed((ulong)draw).Stream());
        return pixels;
    }
}

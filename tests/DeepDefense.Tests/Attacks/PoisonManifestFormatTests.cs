using DeepDefense.Attacks;
using DeepDefense.Attacks.BadNets;

namespace DeepDefense.Tests.Attacks;

public sealed class PoisonManifestFormatTests : IDisposable
{
    private const string Valid = """
        {
          "version": 1,
          "trigger": {
            "side": null, "shape": "square", "position": "lower-right",
            "color": { "red": 255, "green": 255, "blue": 255 }, "attack": "badnets"
          },
          "poisoning": { "poisonRate": 0.1, "target": 0, "includeTargetClass": true },
          "seed": 1,
          "trainingCount": 20,
          "trainingSha256": "00",
          "poisonedIndices": [3, 7],
          "originalLabels": [1, 2],
          "sources": null
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["poison.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        PoisonManifest manifest = Read(Valid);
        manifest.Trigger.ShouldBe(new BadNetsOptions());
        manifest.Poisoning.ShouldBe(new PoisonOptions());
        manifest.PoisonedIndices.ShouldBe([3, 7]);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "found version 2, expected version 1")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "found version \"1\", expected version 1")]
    [InlineData("\"version\": 1,", "", "found version missing, expected version 1")]
    [InlineData("[3, 7]", "[3, 20]", "poisonedIndices[1] = 20, expected strictly ascending indices")]
    [InlineData("[3, 7]", "[-1, 7]", "poisonedIndices[0] = -1")]
    [InlineData("[3, 7]", "[7, 7]", "poisonedIndices[1] = 7")]
    [InlineData("[3, 7]", "[7, 3]", "poisonedIndices[1] = 3")]
    [InlineData("[3, 7]", "[]", "found no poisonedIndices, expected at least one")]
    [InlineData("[1, 2]", "[1]", "found 1 originalLabels, expected 2, one for each poisoned index")]
    [InlineData("[1, 2]", "[1, -2]", "an originalLabel of -2, expected labels of at least 0")]
    [InlineData("\"sources\": null", "\"sources\": [\"a\"]", "found 1 sources, expected 2")]
    [InlineData("\"poisonRate\": 0.1", "\"poisonRate\": 1.5", "must lie in (0, 1)")]
    [InlineData("\"attack\": \"badnets\"", "\"attack\": \"sunspots\"", "sunspots")]
    [InlineData("\"square\"", "\"hexagon\"", "a poison manifest of version 1")]
    [InlineData("\"square\"", "0", "a poison manifest of version 1")]
    [InlineData("\"lower-right\"", "\"nowhere\"", "'nowhere' is not a position")]
    [InlineData("\"seed\": 1", "\"seed\": -1", "seed")]
    [InlineData("\"seed\": 1,", "", "seed")]
    [InlineData("\"seed\": 1", "\"seed\": 1, \"seeds\": 1", "seeds")]
    [InlineData("\"seed\": 1", "\"seed\": 1, \"seed\": 2", "seed")]
    [InlineData("\"00\"", "null", "trainingSha256")]
    [InlineData("\"seed\": 1", "\"seed\": 1, \"coverIndices\": [4, 20]", "coverIndices[1] = 20, expected strictly ascending indices")]
    [InlineData("\"seed\": 1", "\"seed\": 1, \"coverIndices\": [4, 7]", "found image 7 among poisonedIndices and coverIndices")]
    [InlineData("\"target\": 0", "\"target\": 0, \"sourceClasses\": [1, 1]", "the classes [1, 1]: expected at least one, each once")]
    [InlineData("\"target\": 0", "\"target\": 0, \"labelAttack\": 1", "a poison manifest of version 1")]
    [InlineData("\"target\": 0", "\"target\": 0, \"labelAttack\": \"none\"", "a poison manifest of version 1")]
    [InlineData("}", "", "a poison manifest of version 1")]
    public void A_flaw_is_named_with_what_was_expected(string valid, string flawed, string message)
    {
        PoisonManifestException error = Should.Throw<PoisonManifestException>(() => Read(Valid.Replace(valid, flawed)));
        error.Path.ShouldBe(FilePath);
        error.Message.ShouldStartWith($"{FilePath}: found ");
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    public void A_file_that_is_no_JSON_object_is_refused(string content) =>
        Should.Throw<PoisonManifestException>(() => Read(content)).Message.ShouldContain("expected a ");

    private PoisonManifest Read(string content)
    {
        File.WriteAllText(FilePath, content);
        return PoisonManifest.Read(FilePath);
    }
}

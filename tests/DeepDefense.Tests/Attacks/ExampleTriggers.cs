using DeepDefense.Attacks;
using DeepDefense.Attacks.Ssba;
using DeepDefense.Tests.Attacks.Ssba;

namespace DeepDefense.Tests.Attacks;

/// <summary>One trigger of every attack, for images of 32 x 32: the default one, or, where an attack needs a file, one
/// with the least file that will do.</summary>
internal static class ExampleTriggers
{
    /// <param name="name">The attack.</param>
    /// <param name="folder">Where to put its file, if it needs one.</param>
    internal static Trigger Of(string name, TemporaryFolder folder) => name == "ssba"
        ? new SsbaTrigger(new SsbaOptions { Encoder = SmallEncoder.Write(folder["encoder"]) })
        : Triggers.Create(name);
}

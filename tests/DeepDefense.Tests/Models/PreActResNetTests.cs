using DeepDefense.Models;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class PreActResNetTests()
    : ResidualNetworkTests<PreActResNet>("preactresnet", 11_171_146, (classes, width, init) => new PreActResNet(classes, width, init));

using DeepDefense.Models;

namespace DeepDefense.Tests.Models;

[Collection(nameof(TensorCounting))]
public sealed class ResNetTests()
    : ResidualNetworkTests<ResNet>("resnet", 11_173_962, (classes, width, init) => new ResNet(classes, width, init));

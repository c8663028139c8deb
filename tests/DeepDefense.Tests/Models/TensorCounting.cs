namespace DeepDefense.Tests.Models;

/// <summary>Tests that count the tensors of the whole process, or make many: they run alone.</summary>
[CollectionDefinition(nameof(TensorCounting), DisableParallelization = true)]
public sealed class TensorCounting;

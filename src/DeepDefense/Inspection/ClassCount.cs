namespace DeepDefense.Inspection;

/// <summary>Images of a class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Train">Its training images.</param>
/// <param name="Test">Its test images.</param>
public sealed record ClassCount(string Name, int Train, int Test);

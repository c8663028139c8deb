namespace DeepDefense.Torch.Weights;

/// <summary>A tensor of a file of weights.</summary>
/// <param name="Name">Its name, without what all names of the file begin with.</param>
/// <param name="Storage">The name of the elements that it is a part of.</param>
/// <param name="Offset">Its first element there.</param>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Strides">Steps of the dimensions, in elements.</param>
internal sealed record StoredTensor(string Name, string Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>This part of the elements, not copied.</summary>
    /// <param name="elements">(N) of the storage.</param>
    internal Tensor In(Tensor elements) => elements.as_strided(Shape, Strides, Offset);
}

namespace DeepDefense.Torch.Weights;

/// <summary>A tensor of a file of weights.</summary>
/// <param name="Name">Its name, without what all names of the file begin with.</param>
/// <param name="Storage">The name of the elements that it is a part of.</param>
/// <param name="Offset">Its first element there.</param>
/// <param name="Shape">Sizes of the dimensions, outermost first.</param>
/// <param name="Strides">Steps of the dimensions, in elements.</param>
internal sealed record StoredTensor(string Name, string Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Whether the range of its elements, from the first to the last, meets that of another.</summary>
    internal bool Meets(StoredTensor other) => Storage == other.Storage && Offset <= other.Last && other.Offset <= Last;

    private long Last => Offset + Shape.Zip(Strides, (size, step) => (size - 1) * step).Sum();

    /// <summary>This part of the elements, not copied.</summary>
    /// <param name="elements">(N) of the storage.</param>
    internal Tensor In(Tensor elements) => elements.as_strided(Shape, Strides, Offset);

    /// <summary>The first along each dimension that does not step, where all are the same element; not copied.</summary>
    /// <param name="tensor">Of this shape.</param>
    internal Tensor Once(Tensor tensor) => Enumerable.Range(0, Shape.Length).Where(dimension => Strides[dimension] == 0 && Shape[dimension] > 1)
        .Aggregate(tensor, (part, dimension) => part.narrow(dimension, 0, 1));
}

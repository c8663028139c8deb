namespace DeepDefense.Datasets.Synthetic;

/// <summary>Where an object lies in the picture.</summary>
/// <param name="X">Its centre, in pixels from the left.</param>
/// <param name="Y">Its centre, in pixels from the top.</param>
/// <param name="Unit">Pixels of one unit of the object's own coordinates.</param>
/// <param name="Angle">How far it is turned, in radians.</param>
internal readonly record struct Placement(float X, float Y, float Unit, float Angle)
{
    private readonly float _cosine = MathF.Cos(Angle) / Unit;
    private readonly float _sine = MathF.Sin(Angle) / Unit;

    /// <summary>A pixel in the object's own coordinates.</summary>
    internal (float X, float Y) ToObject(float x, float y)
    {
        (float dx, float dy) = (x - X, y - Y);
        return (_cosine * dx + _sine * dy, _cosine * dy - _sine * dx);
    }
}

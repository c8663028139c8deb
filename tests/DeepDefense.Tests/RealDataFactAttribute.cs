namespace DeepDefense.Tests;

/// <summary>A test that needs the real data sets and is skipped where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (RealData.Root is null)
        {
            Skip = "no real data: set DEEPDEFENSE_DATA to a folder that has cifar10/ and faces/";
        }
    }
}

namespace DeepDefense.Tests;

/// <summary>A test that needs Python, without any package, and is skipped where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    internal const string Python = "/usr/bin/python3";

    public PythonFactAttribute()
    {
        if (!File.Exists(Python)) { Skip = $"no {Python}: apt-get install python3"; }
    }
}

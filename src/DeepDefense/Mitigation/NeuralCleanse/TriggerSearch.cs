using DeepDefense.Torch;

namespace DeepDefense.Mitigation.NeuralCleanse;

/// <summary>The search for the smallest trigger of a class: where it stands, the best trigger so far, and what the size costs. All of it is in
/// parameters and buffers, so that a checkpoint holds it.</summary>
internal sealed class TriggerSearch : nn.Module
{
    private const int Cost = 0, Above = 1, Below = 2, Hits = 3, Best = 4;
    private const double Fall = 1.5;
    private readonly Parameter _opacity, _colour; // tanh of them lies in (-1, 1)
    private readonly Tensor _bestOpacity, _bestColour, _course;

    internal TriggerSearch(int height, int width, double firstCost, Seed seed, Device device)
        : base(nameof(TriggerSearch))
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Generator generator = seed.Generator();
        register_parameter("opacity", _opacity = Drawn([1, 1, height, width]));
        register_parameter("colour", _colour = Drawn([1, 3, height, width]));
        register_buffer("best_opacity", _bestOpacity = torch.zeros([1, 1, height, width], device: device).DetachFromDisposeScope());
        register_buffer("best_colour", _bestColour = torch.zeros([1, 3, height, width], device: device).DetachFromDisposeScope());
        register_buffer("course", _course = new[] { (float)firstCost, 0, 0, 0, float.PositiveInfinity }.ToTensor([5]).DetachFromDisposeScope());

        Parameter Drawn(long[] shape) =>
            (Parameter)nn.Parameter(torch.empty(shape).uniform_(-1, 1, generator).to(device)).DetachFromDisposeScope();
    }

    /// <summary>What is learned.</summary>
    internal IReadOnlyList<Tensor> Learned => [_opacity, _colour];

    /// <summary>The weight of the size.</summary>
    internal double CostOfSize => _course.ToArray<float>()[Cost];

    /// <summary>The trigger of this step: (1, 1, H, W) opacities in [0, 1] and (1, 3, H, W) colours in [0, 255].</summary>
    internal (Tensor Opacity, Tensor Colour) Now => ((_opacity.tanh() + 1) / 2, (_colour.tanh() + 1) * (255.0 / 2));

    /// <summary>Whether one succeeded.</summary>
    internal bool Succeeds => float.IsFinite(_course.ToArray<float>()[Best]);

    /// <summary>The smallest that succeeded, or where none did the last one; a copy that its taker owns.</summary>
    internal (Tensor Opacity, Tensor Colour) Smallest()
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor opacity, Tensor colour) = Succeeds ? (_bestOpacity.clone(), _bestColour.clone()) : Now;
        return (opacity.DetachFromDisposeScope(), colour.DetachFromDisposeScope());
    }

    /// <summary>Takes down how a step went, and changes the cost where passes in a row say so.</summary>
    /// <param name="share">Share of the images of the step that were taken for the class.</param>
    /// <param name="batches">Steps a pass.</param>
    /// <param name="endsPass">Whether it was the last of its pass.</param>
    /// <param name="options">Success, patience and factor.</param>
    internal void Note(double share, int batches, bool endsPass, NeuralCleanseOptions options)
    {
        using IDisposable pause = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        float[] course = _course.ToArray<float>();
        course[Hits] += (float)(share / batches);
        if (endsPass)
        {
            bool succeeds = course[Hits] >= options.SuccessRate;
            (course[Above], course[Below], course[Hits]) = succeeds ? (course[Above] + 1, 0f, 0f) : (0f, course[Below] + 1, 0f);
            if (succeeds) { KeepIfSmaller(course); }
            if (course[Above] >= options.Patience) { (course[Above], course[Cost]) = (0, (float)(course[Cost] * options.CostFactor)); }
            if (course[Below] >= options.Patience) { (course[Below], course[Cost]) = (0, (float)(course[Cost] / Math.Pow(options.CostFactor, Fall))); }
        }
        _course.copy_(course.ToTensor([course.Length]));
    }

    private void KeepIfSmaller(float[] course)
    {
        (Tensor opacity, Tensor colour) = Now;
        float size = (float)opacity.sum().ToNumber();
        if (size >= course[Best]) { return; }
        course[Best] = size;
        _bestOpacity.copy_(opacity);
        _bestColour.copy_(colour);
    }
}

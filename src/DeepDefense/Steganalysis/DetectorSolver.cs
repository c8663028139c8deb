namespace DeepDefense.Steganalysis;

/// <summary>How a detector's weights are moved.</summary>
public enum DetectorSolver
{
    /// <summary>AdamW along one cycle of the learning rate, gradients clipped.</summary>
    OneCycle,

    /// <summary>Caffe's: SGD with momentum 0.9, learning rate 0.001 (1 + 1e-4 t)^-0.75, decay 5e-4 on the fully
    /// connected weights and the batch norm scales. Source: tansq/WISERNet, solver/wisernet_solver.prototxt.</summary>
    Published,
}

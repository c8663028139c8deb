namespace DeepDefense.Torch;

/// <summary>How a tensor lies in memory, numbered as libtorch numbers it (c10/core/MemoryFormat.h).</summary>
public enum MemoryFormat
{
    /// <summary>Row-major, (N, C, H, W).</summary>
    Contiguous = 0,

    /// <summary>As the input lies.</summary>
    Preserve = 1,

    /// <summary>Channels innermost, (N, H, W, C) in memory; what convolutions run fastest on here.</summary>
    ChannelsLast = 2,
}

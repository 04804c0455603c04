namespace Parity.Benchmarks;

/// <summary>The part of a step that is timed.</summary>
public enum BenchMode
{
    /// <summary>Forward with the batch's own statistics.</summary>
    Train,

    /// <summary>Forward with given statistics.</summary>
    Eval,

    /// <summary>All three gradients of a forward pass in training.</summary>
    Backward,
}

namespace Parity.Reference.Kernels.Simd;

/// <summary>Work in units that may run in any order and at once, each writing memory of its own.</summary>
interface IWork
{
    /// <summary>Does one unit.</summary>
    void Run(nint unit);
}
